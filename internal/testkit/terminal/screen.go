package terminal

import (
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Screen is what can be seen at one moment, by its cells.
type Screen struct {
	Lines []uv.Line
	// Scrolled is how many lines are above.
	Scrolled         int
	CursorX, CursorY int
	CursorHidden     bool
}

// screen copies what can be seen; the terminal is locked.
func (t *Terminal) screen() Screen {
	at := t.emulator.CursorPosition()
	s := Screen{Scrolled: t.emulator.ScrollbackLen(), CursorX: at.X, CursorY: at.Y, CursorHidden: t.emulator.CursorHidden()}
	for y := range t.emulator.Height() {
		line := make(uv.Line, t.emulator.Width())
		for x := range line {
			line[x] = *t.emulator.CellAt(x, y)
		}
		s.Lines = append(s.Lines, line)
	}
	return s
}

// Screen gives the text that can be seen.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return text(t.screen().Lines, uv.Line.String)
}

// Transcript gives all that stayed to be read, what has scrolled away first:
// of what was written over only the last is left, as on paper.
func (t *Terminal) Transcript() string { return t.transcript(uv.Line.String) }

// Colours is Transcript with the colours, as control sequences.
func (t *Terminal) Colours() string { return t.transcript(uv.Line.Render) }

func (t *Terminal) transcript(read func(uv.Line) string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return text(append(append([]uv.Line{}, t.emulator.Scrollback().Lines()...), t.screen().Lines...), read)
}

// text reads lines, without the blanks at their ends and at the end.
func text(lines []uv.Line, read func(uv.Line) string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimRight(read(line), " ") + "\n")
	}
	text := strings.TrimRight(b.String(), "\n")
	if text == "" {
		return ""
	}
	return text + "\n"
}

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

// unfinished gives the length of the UTF-8 character that a text ends in the midst of.
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
