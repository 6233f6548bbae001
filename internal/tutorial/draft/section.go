package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// The headings that a lab treats in its own way.
var (
	cleaningUp = regexp.MustCompile(`(?i)^(?:step \d+\W+)?(?:clean(?:ing)?[ -]?up|tear(?:ing)? ?down|delete everything)\b|^清理`)
	beforehand = regexp.MustCompile(`(?i)^(?:before you begin|prerequisites?|requirements|table of contents|contents)\W*$|^(?:准备开始|准备工作|开始之前|前提条件|先决条件|环境准备|目录)`)
	afterwards = regexp.MustCompile(`(?i)^(?:what'?s next|next steps|further reading|see also|references|learn more|summary|conclusion|wrap(?:ping)? up)\W*$|^(?:接下来|下一步|总结|小结|参考)`)
	objectives = regexp.MustCompile(`(?i)^(?:objectives|overview|introduction|goals?)\W*$|^(?:教程目标|目标|概述|介绍)`)
)

// section is a heading with what is under it.
type section struct {
	title, id string
	level     int
	// skip says that nothing of it becomes part of the lab.
	skip bool
	// used says that a step has its title.
	used bool
}

// Skips says whether nothing of the section becomes part of the lab, and
// whether that is because it removes what the lab has made.
func (d *Draft) Skips() (skips, cleansUp bool) {
	return d.section.skip, d.section.skip && cleaningUp.MatchString(d.section.title)
}

// Heading begins a section, unless it is the title of the page.
func (d *Draft) Heading(b *page.Block) {
	d.current = nil
	d.settle(b.Level)
	if b.Level == 1 && len(d.steps) == 0 && d.section.title == "" && (d.title == "" || d.title == b.Text) {
		d.title = b.Text
		return
	}
	d.last, d.pause = nil, 0
	d.section = section{title: b.Text, id: b.ID, level: b.Level}
	switch {
	case cleaningUp.MatchString(b.Text):
		d.section.skip = true
		d.Note(i18n.Text("skipped: section %q, because labs removes what a lab creates", b.Text))
	case beforehand.MatchString(b.Text):
		d.section.skip = true
		d.Note(i18n.Text("skipped: section %q, because labs provides the cluster", b.Text))
	}
}

// settle finds a place for the prose of a section in which nothing ran, when
// another one begins: with what runs below it, or where a reader was before.
func (d *Draft) settle(level int) {
	if len(d.pending) == 0 || d.section.skip {
		d.pending = nil
		return
	}
	if !d.section.used && level > d.section.level && d.section.title != "" {
		return // a section of this one
	}
	texts := d.pending
	d.pending = nil
	if afterwards.MatchString(d.section.title) {
		d.summaryTitle = d.section.title
		d.summary = append(d.summary, texts...)
		return
	}
	if !d.section.used && d.section.title != "" && !objectives.MatchString(d.section.title) {
		texts = append([]paragraph{{text: "#### " + d.section.title}}, texts...)
	}
	if len(d.steps) == 0 {
		d.intro = append(d.intro, texts...)
		return
	}
	s := d.steps[len(d.steps)-1]
	s.body = append(s.body, texts...)
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// looseEnd is a word that no name ends with.
var looseEnd = regexp.MustCompile(`-(?:the|a|an|of|in|on|to|for|and|or|from|with|that|by|is|its|your|as|at)$`)

// slug makes a name of a text, cut between words.
func slug(text string, longest int) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(text), "-"), "-")
	if len(name) > longest {
		if cut := strings.LastIndexByte(name[:longest+1], '-'); cut > longest/2 {
			longest = cut
		}
		name = strings.Trim(name[:longest], "-")
		for looseEnd.MatchString(name) {
			name = looseEnd.ReplaceAllString(name, "")
		}
	}
	return name
}

// longestName is that of a lab, in bytes.
const longestName = 40

// name is the lab's: the one asked for, or made of the title or the file's.
func (d *Draft) name(asked, file string) string {
	stem, _, _ := strings.Cut(file, ".")
	for _, name := range []string{asked, slug(d.title, longestName), slug(stem, longestName)} {
		if len(name) > 2 || name != "" && name == asked {
			return name
		}
	}
	return "tutorial"
}

// stepName is the heading's own identifier, or made of the title, or of the
// command where the title has no letters for it.
func (d *Draft) stepName(title string, command []string) string {
	name := slug(title, 32)
	if !d.section.used && d.section.id != "" {
		name = slug(d.section.id, 32)
	}
	if len(name) < 3 || chineseText(title) || strings.HasPrefix(title, "`") {
		name = slug(strings.Join(spoken(command), " "), 32)
	}
	if name == "" || name == lab.Summary {
		name = "step"
	}
	return page.Unique(name, func(name string) bool {
		return slices.ContainsFunc(d.steps, func(s *Step) bool { return s.name == name })
	})
}

// spoken gives the first words of a command that tell what it does.
func spoken(command []string) []string {
	var words []string
	for n, word := range command {
		if len(words) == 4 {
			break
		}
		if n > 0 && !strings.HasPrefix(word, "-") || word != "kubectl" && word != "k" && n == 0 {
			words = append(words, word)
		}
	}
	return words
}

func chineseText(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
