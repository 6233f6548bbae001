package console

import (
	"fmt"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/term"
)

// Trace prints a line for each operation and each check with the time it
// took, for those who want to know where a run spends its time.
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
