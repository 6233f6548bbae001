// Package console shows a run and a lesson in a terminal, from their events.
package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/fatih/color"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/term"
)

// screen is where events are shown, and how things are marked; each colour goes with a sign.
type screen struct {
	*term.Streams
	status                           *term.Status
	pass, fail, dim, strong, command func(string) string
}

func newScreen(s *term.Streams, status *term.Status) screen {
	return screen{
		Streams: s, status: status,
		pass:    s.Paint(color.FgGreen),
		fail:    s.Paint(color.FgRed, color.Bold),
		dim:     s.Paint(color.Faint),
		strong:  s.Paint(color.Bold),
		command: s.Paint(38, 5, 30), // teal, which stands out on light and on dark
	}
}

func (s *screen) mark(err error) string {
	if err != nil {
		return s.fail("✗")
	}
	return s.pass("✓")
}

// print prints in the place of the status.
func (s *screen) print(format string, args ...any) {
	s.status.Clear()
	fmt.Fprintf(s.Out, format, args...)
}

// indent wraps a text to the terminal, behind a margin.
func (s *screen) indent(text, margin string) string { return markdown.Indent(text, margin, s.Width()) }

// diagnosis writes why something failed, a cause a paragraph; the arrow marks where one begins.
func (s *screen) diagnosis(causes []i18n.Message, margin string) string {
	var b strings.Builder
	for _, cause := range causes {
		b.WriteString(margin + "→ " + strings.TrimLeft(s.indent(s.Language.Message(cause), margin+"  "), " "))
	}
	return b.String()
}

// waiting says how many of some checks fail for the causes of one, or nothing.
func (s *screen) waiting(checks []event.CheckFinished, of *lab.Check, margin string) string {
	n := 0
	for _, e := range checks {
		if e.WaitsFor != nil && e.WaitsFor == of {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return s.indent(s.Language.Message(i18n.Plural(n, i18n.Text("1 more check waits for this"), i18n.Text("%d more checks wait for this", n))), margin)
}

// skipped prints the line of a lab that is not for the cluster's Kubernetes.
func (s *screen) skipped(column int, e event.LabSkipped) {
	s.print("  - %-*s  %s\n", column, e.Lab.Metadata.Name,
		s.Language.Text("not applicable: the lab supports Kubernetes %s, but the cluster runs %s", e.Lab.Kubernetes, e.Version))
}

// column is as wide as the longest name of a lab.
func column(labs []*lab.Lab) (width int) {
	for _, l := range labs {
		width = max(width, len(l.Metadata.Name))
	}
	return width
}

// Trace prints a line for each operation and each check with the time it took.
func Trace(s *term.Streams) event.Sink {
	p := newScreen(s, nil)
	line := func(lab, step, text string, err error, elapsed time.Duration) {
		fmt.Fprintf(s.Out, "    %s %s/%s %s %s\n", p.mark(err), lab, step, term.Sanitize(strings.ReplaceAll(text, "\n", " ")), p.dim(term.Took(elapsed)))
	}
	return func(e event.Event) {
		switch e := e.(type) {
		case event.OperationFinished:
			line(e.Lab.Metadata.Name, e.Step.Name, "$ "+e.Command, e.Err, e.Elapsed)
		case event.CheckFinished:
			line(e.Lab.Metadata.Name, e.Step.Name, s.Language.Message(e.Statement), e.Err, e.Elapsed)
		case event.LabPrepared:
			line(e.Lab.Metadata.Name, "", s.Language.Text("prepared"), e.Err, e.Elapsed)
		case event.LabCleaned:
			line(e.Lab.Metadata.Name, "", s.Language.Text("cleaned up"), e.Err, e.Elapsed)
		}
	}
}
