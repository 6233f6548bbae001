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
