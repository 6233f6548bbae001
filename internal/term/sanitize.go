package term

import (
	"regexp"
	"strings"
	"unicode"
)

// sequences are the control sequences of ECMA-48: CSI, and the strings of
// OSC, DCS, SOS, PM and APC up to their end, and the two-byte escapes.
var sequences = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b\u009c]*(\x07|\x1b\\\\)?|\x1b[ -/]*[0-~]?|[\u0080-\u009f]")

// Sanitize takes from a foreign text what could steer a terminal: control
// sequences and control characters other than newline and tab, and the marks
// that turn the direction of writing.
func Sanitize(text string) string {
	text = sequences.ReplaceAllString(strings.ToValidUTF8(text, "�"), "")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
			return r
		}
		return -1
	}, text)
}

// colours are the control sequences that do nothing but paint.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// SanitizePainted is Sanitize for a text that this program has painted: the
// colours stay.
func SanitizePainted(text string) string {
	var b strings.Builder
	from := 0
	for _, colour := range colours.FindAllStringIndex(text, -1) {
		b.WriteString(Sanitize(text[from:colour[0]]) + text[colour[0]:colour[1]])
		from = colour[1]
	}
	return b.String() + Sanitize(text[from:])
}
