// Package console shows a run and a lesson in a terminal, from their events.
package console

import (
	"fmt"
	"time"

	"github.com/fatih/color"

	"labs.local/labs/internal/term"
)

// palette is how this package marks things; each colour goes with a sign.
type palette struct{ pass, fail, dim, strong, command func(string) string }

func paletteFor(s *term.Streams) palette {
	return palette{
		pass:    s.Paint(color.FgGreen),
		fail:    s.Paint(color.FgRed, color.Bold),
		dim:     s.Paint(color.Faint),
		strong:  s.Paint(color.Bold),
		command: s.Paint(38, 5, 30), // teal, which stands out on light and on dark
	}
}

func (p palette) mark(err error) string {
	if err != nil {
		return p.fail("✗")
	}
	return p.pass("✓")
}

// seconds writes a time as a person takes it in: 0.3s, 12s, 1m20s.
func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
