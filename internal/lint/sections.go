package lint

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// part is a stretch of a text: the introduction, the body of a section or one of its hints.
type part struct {
	lab.Heading
	// step is that of the section, "" for the introduction; hint counts from 1 in the section, 0 is its body.
	step string
	hint int
	// end is the offset behind the part.
	end int
}

// cut cuts a text at its headings.
func cut(text string) []part {
	parts := []part{{}}
	for _, heading := range lab.Outline([]byte(text)) {
		last := &parts[len(parts)-1]
		last.end = heading.From
		switch next := (part{Heading: heading, step: last.step, hint: last.hint + 1}); heading.Level {
		case 1:
			parts = append(parts, part{Heading: heading})
		case 2:
			next.step, next.hint = heading.ID, 0
			parts = append(parts, next)
		default:
			parts = append(parts, next)
		}
	}
	parts[len(parts)-1].end = len(text)
	if len(parts) > 1 && strings.TrimSpace(text[:parts[0].end]) == "" {
		parts = parts[1:] // nothing stands before the title
	}
	return parts
}

// empty says whether nothing is written under the heading.
func (p part) empty(text string) bool { return strings.TrimSpace(text[p.To:p.end]) == "" }

// texts gives the texts of a lab, by language, in the order of its languages.
func (c *course) texts(l *lab.Lab) []*file {
	var texts []*file
	for _, language := range l.InLanguages() {
		for _, f := range c.files {
			if f.lab == l && f.language == language {
				texts = append(texts, f)
			}
		}
	}
	return texts
}

// emptySections finds headings of steps and hints with nothing below them.
func emptySections(c *course, report reporter) {
	for _, l := range c.Labs {
		for _, f := range c.texts(l) {
			for _, p := range f.parts() {
				if p.Level > 1 && p.empty(f.text) {
					report(f.at(p.From, i18n.Text("section %q is empty", p.Title)))
				}
			}
		}
	}
}

// hintCounts finds steps that have more hints in one language than in the first.
func hintCounts(c *course, report reporter) {
	for _, l := range c.Labs {
		texts := c.texts(l)
		for _, f := range texts[min(1, len(texts)):] {
			for _, p := range f.parts() {
				if l.Step(p.step) == nil || p.hint != 0 {
					continue
				}
				if got, want := hints(f, p.step), hints(texts[0], p.step); got != want {
					report(f.at(p.From, i18n.Text("number of hints in section %q: %d here, %d in %s", p.step, got, want, texts[0].name)))
				}
			}
		}
	}
}

// hints counts those of a step.
func hints(f *file, step string) int {
	count := 0
	for _, p := range f.parts() {
		if p.step == step && p.hint > 0 {
			count++
		}
	}
	return count
}

// rank says where the section of a step belongs, -1 for none of the lab's.
func rank(l *lab.Lab, step string) int {
	if step == lab.Summary {
		return len(l.Steps)
	}
	return slices.IndexFunc(l.Steps, func(s lab.Step) bool { return s.Name == step })
}
