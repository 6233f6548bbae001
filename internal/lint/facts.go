package lint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

// fact is code that a part of a text has, in the form in which two languages are compared.
type fact struct {
	span
	value string
}

// differentFacts finds code that a text has in one language only: what is to
// be typed, and what comes back, is the same in all of them. Prose in code is
// not compared: comments, <placeholders>, and what is not ASCII.
func differentFacts(c *course, report reporter) {
	c.eachPair(func(first, other *file, here, there part) {
		a, b := facts(first.code(), here), facts(other.code(), there)
		lost, added := lacking(a, b), lacking(b, a)
		report.differences(first, other, translated(lost, added), notTranslated(added))
	})
}

// eachPair visits each part of a lab's text that another language has too, with that of the lab's first language.
func (c *course) eachPair(look func(first, other *file, here, there part)) {
	for _, l := range c.Labs {
		texts := c.texts(l)
		for _, other := range texts[min(1, len(texts)):] {
			for _, there := range other.parts() {
				here, ok := texts[0].like(there)
				if ok && hints(texts[0], there.step) == hints(other, there.step) {
					look(texts[0], other, here, there)
				}
			}
		}
	}
}

// like gives the part that is the same of another language.
func (f *file) like(other part) (part, bool) {
	for _, p := range f.parts() {
		if p.step == other.step && p.hint == other.hint {
			return p, true
		}
	}
	return part{}, false
}

// differences pairs what is missing with what is there instead.
func (report reporter) differences(first, other *file, lost, added []fact) {
	one := len(lost) == 1 && len(added) == 1
	for _, f := range added {
		i := nearest(f.value, lost)
		if one {
			i = 0
		}
		if i < 0 {
			report(other.at(f.offset, i18n.Text("has `%s`, which is missing from the same part of %s", f.value, first.name)))
			continue
		}
		report(other.at(f.offset, i18n.Text("has `%s` where %s has `%s`", f.value, first.place(lost[i].offset), lost[i].value)))
		lost = slices.Delete(slices.Clone(lost), i, i+1)
	}
	for _, f := range lost {
		report(first.at(f.offset, i18n.Text("has `%s`, which is missing from the same part of %s", f.value, other.name)))
	}
}

// place names a line of the file.
func (f *file) place(offset int) string {
	return f.name + ":" + strconv.Itoa(f.at(offset, i18n.Message{}).Line)
}

// nearest gives the index of the fact that is most like a text, or -1.
func nearest(text string, facts []fact) int {
	values := make([]string, len(facts))
	for i, f := range facts {
		values[i] = f.value
	}
	return slices.Index(values, check.Nearest(text, values))
}

// facts gives the code of a part that says something.
func facts(spans []span, of part) []fact {
	var found []fact
	for _, s := range spans {
		if value := normal(s); value != "" && of.From <= s.offset && s.offset < of.end {
			found = append(found, fact{s, value})
		}
	}
	return found
}

var (
	comment     = regexp.MustCompile(`(^|\s)(#|//)(\s.*)?$`)
	placeholder = regexp.MustCompile(`<[^<>]*>`)
)

// normal gives the code without what is prose, and with single spaces.
func normal(s span) string {
	text := s.text
	if s.block {
		text = comment.ReplaceAllString(strings.TrimPrefix(strings.TrimSpace(text), "$ "), "")
	}
	return strings.Join(strings.Fields(placeholder.ReplaceAllString(text, "<>")), " ")
}

// lacking gives the facts that others do not have. A code span may be said
// more often in one language, the lines of a block may not.
func lacking(facts, others []fact) []fact {
	count := map[string]int{}
	inline := map[string]bool{}
	for _, f := range others {
		if f.block {
			count[f.value]++
		}
		inline[f.value] = inline[f.value] || !f.block
	}
	var lacking []fact
	known := map[string]bool{}
	for _, f := range facts {
		blocks, has := count[f.value]
		if f.block {
			count[f.value]--
		}
		if there := inline[f.value] && !has || blocks > 0 || has && !f.block; !there && !(known[f.value] && !f.block) {
			lacking = append(lacking, f)
		}
		known[f.value] = true
	}
	return lacking
}

func prose(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// notTranslated leaves out what holds prose.
func notTranslated(facts []fact) []fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return prose(f.value) })
}

// translated takes from what was lost that which stands translated in the
// other language: each has the words of its translation that are ASCII.
func translated(lost, added []fact) []fact {
	lost = slices.Clone(lost)
	for _, f := range added {
		if !prose(f.value) {
			continue
		}
		i := slices.IndexFunc(lost, func(l fact) bool { return original(l.value, f.value) })
		if i >= 0 {
			lost = slices.Delete(lost, i, i+1)
		}
	}
	return notTranslated(lost)
}

func original(text, translation string) bool {
	has := strings.Fields(text)
	return !slices.ContainsFunc(strings.Fields(translation), func(word string) bool { return !prose(word) && !slices.Contains(has, word) })
}
