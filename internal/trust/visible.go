package trust

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible writes out what a terminal would not show, or take as an order: who
// agrees to a script has to see all of it.
func Visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(text[0]), 16))
		case r == '\n' || r == '\t' || unicode.IsGraphic(r) && !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		text = text[size:]
	}
	return b.String()
}
