package term

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode"

	"github.com/fatih/color"
	"golang.org/x/term"

	"labs.local/labs/internal/i18n"
)

// Streams are where a program reads and writes; colour, width and language belong to the output they are for.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Color and Live are those of Out: whether it takes colour, and whether a line can be written over.
	Color, Live bool
	// LiveErr is Live for Err.
	LiveErr bool
	// Interactive says that a person is there to press keys: In and Out are both terminals.
	Interactive bool
	// Columns gives the width of Out at this moment; nil is no limit.
	Columns func() int
	// Language is the reader's; nil is English.
	Language *i18n.Printer
}

// System looks at the process's own streams. Colour is off with NO_COLOR (no-color.org) and on dumb terminals.
func System(getenv func(string) string) *Streams {
	s := &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	capable := getenv("TERM") != "dumb"
	s.Live = capable && term.IsTerminal(int(os.Stdout.Fd()))
	s.LiveErr = capable && term.IsTerminal(int(os.Stderr.Fd()))
	s.Interactive = term.IsTerminal(int(os.Stdout.Fd())) && term.IsTerminal(int(os.Stdin.Fd()))
	s.Color = s.Live && getenv("NO_COLOR") == ""
	s.Columns = func() int {
		width, _, err := term.GetSize(int(os.Stdout.Fd()))
		if err != nil {
			return 0
		}
		return width
	}
	return s
}

// OnErr gives the streams of a program that prints to Err alone.
func (s *Streams) OnErr() *Streams {
	other := *s
	other.Out, other.Live, other.Color = s.Err, s.LiveErr, s.Color && s.LiveErr
	return &other
}

// Fixed is a width that does not change.
func Fixed(columns int) func() int { return func() int { return columns } }

// Width gives the columns of Out at this moment, 0 for no limit: the terminal may have been resized since.
func (s *Streams) Width() int {
	if s.Columns == nil {
		return 0
	}
	return max(0, s.Columns())
}

// Say prints a line to Out, in the reader's language; what it is filled with may be foreign.
func (s *Streams) Say(format string, args ...any) {
	fmt.Fprintln(s.Out, Sanitize(s.Language.Text(format, args...)))
}

// Paint gives a function that colours a text, or leaves it.
func (s *Streams) Paint(attributes ...color.Attribute) func(text string) string {
	c := color.New(attributes...)
	if s.Color {
		c.EnableColor()
	} else {
		c.DisableColor()
	}
	return func(text string) string { return c.Sprint(text) }
}

// sequences are the control sequences of ECMA-48: CSI, and the strings of
// OSC, DCS, SOS, PM and APC up to their end, and the two-byte escapes.
var sequences = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b\u009c]*(\x07|\x1b\\\\)?|\x1b[ -/]*[0-~]?|[\u0080-\u009f]")

// Sanitize takes from a foreign text what could steer a terminal: control sequences and control characters other than
// newline and tab, and the marks that turn the direction of writing.
func Sanitize(text string) string {
	text = sequences.ReplaceAllString(strings.ToValidUTF8(text, "�"), "")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
			return r
		}
		return -1
	}, text)
}
