package terminal

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// emulator is a vt.Emulator that wraps wide characters. The library drops
// one that does not fit into what is left of a line, and overwrites one that
// ends a line (v0.1.0).
type emulator struct {
	*vt.Emulator
	state byte
	// rest is the beginning of a character whose end was not read yet.
	rest []byte
}

func newEmulator(columns, rows int) *emulator {
	return &emulator{Emulator: vt.NewEmulator(columns, rows)}
}

// Write shows a text character by character.
func (e *emulator) Write(text []byte) (int, error) {
	whole := append(e.rest, text...)
	end := len(whole) - unfinished(whole)
	e.rest = append([]byte(nil), whole[end:]...)
	for shown := whole[:end]; len(shown) > 0; {
		sequence, width, n, state := ansi.DecodeSequence(shown, e.state, nil)
		if width > 0 && e.CursorPosition().X+width > e.Width() {
			_, _ = e.Emulator.Write([]byte("\r\n"))
		}
		if _, err := e.Emulator.Write(sequence); err != nil {
			return 0, err
		}
		shown, e.state = shown[n:], state
	}
	return len(text), nil
}

// unfinished gives the length of the UTF-8 character that a text ends in the
// midst of.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
