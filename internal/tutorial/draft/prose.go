package draft

import (
	"regexp"
	"strings"

	"labs.local/labs/internal/tutorial/page"
)

// paragraph is a piece of a text.
type paragraph struct {
	text string
	// code says that it is to be as it is.
	code bool
	// manifest stands for one, until it is known whether the lab has it as a file.
	manifest *page.Manifest
}

// bareCue is a sentence that announces an output and says nothing else.
var bareCue = regexp.MustCompile(`(?i)^(the |sample |example |expected )*(output|result|response)s?( (is|are|should be|will be|looks?|should look|resembles?|shows?)( something)?( similar)?( to| like)?( this| the following)?)?\s*[:.]?$|^you (should|will|'ll)( now)? (see|get)( something)?( similar to| like)?( this| the following)?( output)?:?$|^(you should see |this (prints|returns|shows) )?(something )?(similar|like)( to)? this:?$|^(输出|结果|打印结果|查询结果)(应)?(为|类似于|类似|如下|如下所示|类似如下|类似这样|类似以下内容|类似于这样)?[：:。]?$`)

// Prose adds the paragraphs of a block.
func (d *Draft) Prose(b *page.Block) {
	d.pause = max(d.pause, pauseIn(b.Text))
	for _, text := range page.Paragraphs(b.Text) {
		d.pending = append(d.pending, paragraph{text: text})
	}
}

// Code adds a block of code in a language.
func (d *Draft) Code(language, text string) {
	d.pending = append(d.pending, paragraph{text: fenced(language, text), code: true})
}

// Manifest adds a manifest that is shown.
func (d *Draft) Manifest(m *page.Manifest) { d.pending = append(d.pending, paragraph{manifest: m}) }

// Announced is the newest paragraph since the last command; ok says that there is one.
func (d *Draft) Announced() (text string, ok bool) {
	if len(d.pending) == 0 {
		return "", false
	}
	return page.OneLine(d.pending[len(d.pending)-1].text), true
}

// Show gives the newest step the prose before an output of its command, without a sentence that only announces it.
func (d *Draft) Show() {
	if announced, ok := d.Announced(); ok && bareCue.MatchString(announced) {
		d.pending = d.pending[:len(d.pending)-1]
	}
	d.last.body = append(d.last.body, d.pending...)
	d.pending = nil
}

// title makes a heading of a sentence such as "List the Pods:", and "" of a longer text.
func title(sentence string) string {
	sentence = page.WithoutListMark(sentence)
	ends := strings.HasSuffix(sentence, ":") || strings.HasSuffix(sentence, "：") || strings.HasSuffix(sentence, ".") || strings.HasSuffix(sentence, "。")
	sentence = strings.Trim(sentence, " :：.。*#`{}")
	if !ends || len([]rune(sentence)) > 70 || sentence == "" || strings.ContainsAny(sentence, ".。|<>[]{}") {
		return ""
	}
	return sentence
}

var (
	fenceLine  = regexp.MustCompile("^[ \t>]*(```+|~~~+)(.*)$")
	backticks  = regexp.MustCompile("`{3,}")
	anyHeading = regexp.MustCompile(`^ {0,3}#{1,6}(?:\s+|$)`)
	underline  = regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`)
)

// plain writes prose in which no heading or fence begins something else.
func plain(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		for fenceLine.MatchString(line) {
			line = fenceLine.ReplaceAllString(line, "$2")
		}
		if underline.MatchString(line) {
			continue
		}
		if at := anyHeading.FindString(line); at != "" {
			line = "#### " + line[len(at):]
		}
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// fenced writes code between fences that are longer than any within it.
func fenced(info, text string) string {
	fence := "```"
	for _, found := range backticks.FindAllString(text, -1) {
		if len(found) >= len(fence) {
			fence = found + "`"
		}
	}
	return fence + strings.ReplaceAll(info, "`", "") + "\n" + strings.TrimRight(text, "\n") + "\n" + fence
}
