package lint

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// edit puts a text in the place of another, by offsets. It is an error where
// it has a message.
type edit struct {
	from, to int
	with     string
	message  i18n.Message
}

// apply gives the text with edits, which are in order and do not overlap.
func apply(text string, edits []edit) string {
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.WriteString(text[done:e.from])
		b.WriteString(e.with)
		done = e.to
	}
	b.WriteString(text[done:])
	return b.String()
}

// passes bounds how often the rules are gone through: what one fixes another
// may see then.
const passes = 4

// fixed gives the text of a file as the rules would have it, and the names
// of those that changed it.
func (c *course) fixed(f *file) (text string, rules []string) {
	now := f
	for range passes {
		before := now.text
		for _, rule := range Rules() {
			if rule.fix == nil {
				continue
			}
			text := apply(now.text, rule.fix(c, now))
			if text == now.text || !now.keeps(text) {
				continue
			}
			now = now.with(text)
			if !slices.Contains(rules, rule.Name) {
				rules = append(rules, rule.Name)
			}
		}
		if now.text == before {
			break
		}
	}
	return now.text, rules
}

// keeps says whether a text has all headings that the file has: an edit that
// turns one into something else is none.
func (f *file) keeps(text string) bool {
	if !f.markdown() {
		return true
	}
	left := lab.Outline([]byte(text))
	for _, heading := range lab.Outline([]byte(f.text)) {
		i := slices.IndexFunc(left, func(h lab.Heading) bool {
			return h.Level == heading.Level && h.ID == heading.ID && h.Title == heading.Title
		})
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
