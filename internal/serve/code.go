package serve

import (
	"strings"

	"rsc.io/qr"
)

// quiet is how many light modules have to be around a code (ISO/IEC 18004: four).
const quiet = 4

// The colours of a code are black on white (ECMA-48: SGR; 107 is the bright white of aixterm).
const blackOnWhite, asBefore = "\x1b[30;107m", "\x1b[0m"

// Code draws a QR code in colour, two modules a character; "" where it does not fit into the columns, if not 0.
func Code(text string, columns int) string {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return ""
	}
	width := code.Size + 2*quiet
	if columns > 0 && width > columns {
		return ""
	}
	var drawn strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		drawn.WriteString(blackOnWhite)
		for x := -quiet; x < code.Size+quiet; x++ {
			drawn.WriteString(half(code.Black(x, y), code.Black(x, y+1)))
		}
		drawn.WriteString(asBefore + "\n")
	}
	return drawn.String()
}

// half is the character for two modules, one over the other.
func half(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
