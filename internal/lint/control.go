package lint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"labs.local/labs/internal/i18n"
)

// controlCharacters finds what a person does not see in a text, or sees in
// another place than it has (CVE-2021-42574).
func controlCharacters(c *course, report reporter) {
	for _, f := range c.files {
		before := rune(0)
		for offset, r := range f.text {
			if r == utf8.RuneError && !strings.HasPrefix(f.text[offset:], "\uFFFD") {
				report(f.at(offset, i18n.Text("the file is not UTF-8 from here on")))
				break
			}
			if message := f.unseen(offset, before, r); !message.IsZero() {
				report(f.at(offset, message))
			}
			before = r
		}
	}
}

func (f *file) unseen(offset int, before, r rune) (none i18n.Message) {
	switch {
	case r == '\t' && f.yaml():
		return i18n.Text("tab character: YAML does not allow tabs for indentation; use spaces, or \"\\t\" in double quotes")
	case r == '\n', r == '\t', r == '\r' && strings.HasPrefix(strings.TrimLeft(f.text[offset:], "\r"), "\n"):
		return none // line ends are a rule of their own
	case r == '\uFEFF' && offset == 0:
		return none // and so is the byte order mark
	case r == '\u200D' && joins(before):
		return none
	case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
		return i18n.Text("the control character %U", r)
	case unicode.Is(unicode.Bidi_Control, r):
		return i18n.Text("the character %U, which changes the direction of the text after it", r)
	case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) && !unicode.Is(unicode.Variation_Selector, r):
		return i18n.Text("the invisible character %U", r)
	}
	return none
}

// joins says whether a zero-width joiner may follow: it makes one emoji of two.
func joins(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk) || unicode.Is(unicode.Variation_Selector, r)
}
