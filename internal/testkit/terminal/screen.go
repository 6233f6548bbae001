package terminal

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
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
