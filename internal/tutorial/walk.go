package tutorial

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// The headings that a lab treats in its own way.
var (
	cleaningUp = regexp.MustCompile(`(?i)^(?:step \d+\W+)?(?:clean(?:ing)?[ -]?up|tear(?:ing)? ?down|delete everything)\b|^清理`)
	beforehand = regexp.MustCompile(`(?i)^(?:before you begin|prerequisites?|requirements|table of contents|contents)\W*$|^(?:准备开始|准备工作|开始之前|前提条件|先决条件|环境准备|目录)`)
	afterwards = regexp.MustCompile(`(?i)^(?:what'?s next|next steps|further reading|see also|references|learn more|summary|conclusion|wrap(?:ping)? up)\W*$|^(?:接下来|下一步|总结|小结|参考)`)
	objectives = regexp.MustCompile(`(?i)^(?:objectives|overview|introduction|goals?)\W*$|^(?:教程目标|目标|概述|介绍)`)
)

var outputFences = []string{"", "none", "text", "txt", "plain", "plaintext", "plain-text", "output", "console", "log", "logs", "yaml", "yml", "json", "html", "shell", "bash", "sh", "ini", "env", "shell-session", "terminal"}

// block takes the next block of the tutorial.
func (i *importer) block(n int) {
	b := i.all[n]
	switch {
	case b.kind == isHeading:
		i.heading(b)
	case b.kind == isProse:
		i.prose(b.text)
	case i.section.skip && !i.indispensable(b):
	case i.fences[b] != nil:
		i.shown(i.fences[b])
	case i.isOutput(n):
		i.output(b)
	case typedLines(b) || i.inside != nil && slices.Contains(scripts, b.language()):
		i.typed(b)
	case b.language() == include:
		i.missing(strings.TrimSpace(strings.TrimPrefix(b.info, include)))
	default:
		i.dockerfile(b)
		i.pending = append(i.pending, codeMark+fenced(b.info, b.text))
	}
}

// missing is a file that a site would put here, and that is no manifest.
func (i *importer) missing(name string) {
	if text, ok := i.lookUp(fileKey(name)); ok {
		i.pending = append(i.pending, codeMark+fenced("", text))
		return
	}
	i.notes = append(i.notes, i18n.Text("left out: the file %q, which the tutorial includes; --files FOLDER says where such files are", name))
}

func (i *importer) heading(b *block) {
	i.current, i.inside = nil, nil
	i.settle(b.level)
	if b.level == 1 && len(i.steps) == 0 && i.section.title == "" && (i.title == "" || i.title == b.text) {
		i.title = b.text
		return
	}
	i.last, i.pause = nil, 0
	i.section = section{title: b.text, id: b.id, level: b.level}
	switch {
	case cleaningUp.MatchString(b.text):
		i.section.skip = true
		i.notes = append(i.notes, i18n.Text("left out: the section %q, as labs removes what a lab has made", b.text))
	case beforehand.MatchString(b.text):
		i.section.skip = true
		i.notes = append(i.notes, i18n.Text("left out: the section %q, as labs brings the cluster", b.text))
	}
}

// settle finds a place for the prose of a section in which nothing ran, when
// another one begins: with what runs below it, or where a reader was before.
func (i *importer) settle(level int) {
	if len(i.pending) == 0 || i.section.skip {
		i.pending = nil
		return
	}
	if !i.section.used && level > i.section.level && i.section.title != "" {
		return // a section of this one
	}
	texts := i.pending
	i.pending = nil
	if !i.section.used && i.section.title != "" && !objectives.MatchString(i.section.title) {
		texts = append([]string{"#### " + i.section.title}, texts...)
	}
	switch {
	case afterwards.MatchString(i.section.title):
		i.summaryTitle = i.section.title
		i.summary = append(i.summary, strings.Join(texts[1:], "\n\n"))
	case len(i.steps) == 0:
		i.intro = append(i.intro, texts...)
	default:
		s := i.steps[len(i.steps)-1]
		s.body = append(s.body, texts...)
	}
}

func (i *importer) prose(text string) {
	if i.section.skip {
		return
	}
	i.pause = max(i.pause, patience(text))
	i.pending = append(i.pending, paragraphs(text)...)
}

// shown is a manifest: a mark keeps its place until it is known whether the
// lab has it as a file.
func (i *importer) shown(m *manifest) {
	i.candidates = append(i.candidates, m)
	i.pending = append(i.pending, mark+decimal(slices.Index(i.manifests, m)))
}

// mark begins a paragraph that stands for a manifest, codeMark one that is
// code; no tutorial has them.
const mark, codeMark = "\x00", "\x01"

// isOutput says whether a fence shows what the newest command printed.
func (i *importer) isOutput(n int) bool {
	b := i.all[n]
	if i.last == nil || !slices.Contains(outputFences, b.language()) || i.inside != nil && slices.Contains(scripts, b.language()) {
		return false
	}
	announced, _ := lead(i.pending)
	said := cue.MatchString(announced)
	if typedLines(b) {
		return false
	}
	return said || len(i.pending) == 0 || b.language() == "output" || strings.HasSuffix(announced, ":") || strings.HasSuffix(announced, "：")
}

// indispensable says whether a fence of a section that is skipped makes
// objects, which later steps need.
func (i *importer) indispensable(b *block) bool {
	if m := i.fences[b]; m != nil {
		i.candidates = append(i.candidates, m)
		return false
	}
	return !cleaningUp.MatchString(i.section.title) && makes.MatchString(b.text)
}

var makes = regexp.MustCompile(`\bkubectl (?:apply|run|create (?:-f|deployment|configmap|secret|serviceaccount))\b`)
