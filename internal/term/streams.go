// Package term is what a program knows of the terminal that it speaks to.
package term

import (
	"io"
	"os"

	"github.com/fatih/color"
	"golang.org/x/term"
)

// Streams are where a program reads and writes; colour and width belong to
// the output they are for.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Color, Live and Width are those of Out: whether it takes colour,
	// whether a line can be written over, and its columns, 0 for no limit.
	Color, Live bool
	Width       int
	// LiveErr is Live for Err.
	LiveErr bool
}

// System looks at the process's own streams. Colour is off with NO_COLOR
// (no-color.org) and on dumb terminals.
func System(getenv func(string) string) *Streams {
	s := &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	capable := getenv("TERM") != "dumb"
	s.Live = capable && term.IsTerminal(int(os.Stdout.Fd()))
	s.LiveErr = capable && term.IsTerminal(int(os.Stderr.Fd()))
	s.Color = s.Live && getenv("NO_COLOR") == ""
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
		s.Width = width
	}
	return s
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
