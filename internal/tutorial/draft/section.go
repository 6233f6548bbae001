package draft

import (
	"regexp"

	"labs.local/labs/internal/i18n"
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
