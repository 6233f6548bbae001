package console

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
)

// Summary prints a line for each lab when it is done, what went wrong in it,
// and a line for the whole run.
type Summary struct {
	streams *term.Streams
	status  *term.Status
	palette palette
	column  int
	started time.Time

	mu             sync.Mutex
	running        map[string]string
	passed, failed int
	flaky          int
	faults         map[string][]event.CheckFinished
	// causes are those of an operation that failed.
	causes map[string][]i18n.Message
}

// NewSummary makes a summary of a run over some labs.
func NewSummary(s *term.Streams, status *term.Status, labs []*lab.Lab) *Summary {
	return &Summary{
		streams: s, status: status, palette: paletteFor(s), column: column(labs), started: time.Now(),
		running: map[string]string{}, faults: map[string][]event.CheckFinished{}, causes: map[string][]i18n.Message{},
	}
}

// column is as wide as the longest name of a lab.
func column(labs []*lab.Lab) (width int) {
	for _, l := range labs {
		width = max(width, len(l.Metadata.Name))
	}
	return width
}

// skipped is the line of a lab that is not for the cluster's Kubernetes.
func skipped(s *term.Streams, column int, e event.LabSkipped) string {
	return fmt.Sprintf("  - %-*s  %s\n", column, e.Lab.Metadata.Name,
		s.Language.Text("not applicable: the lab supports Kubernetes %s, but the cluster runs %s", e.Lab.Kubernetes, e.Version))
}

// Sink takes the events of the run.
func (s *Summary) Sink(e event.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := e.(type) {
	case event.RunStarted:
		s.started = time.Now()
	case event.StepStarted:
		s.running[e.Lab.Metadata.Name] = e.Step.Name
		s.showRunning()
	case event.Notice:
		s.print("  ! %s: %s\n", e.Lab.Metadata.Name, s.streams.Language.Message(e.Text))
	case event.OperationFinished:
		if e.Err != nil {
			s.causes[e.Lab.Metadata.Name] = e.Diagnosis
		}
	case event.CheckFinished:
		if e.Err != nil {
			s.faults[e.Lab.Metadata.Name] = append(s.faults[e.Lab.Metadata.Name], e)
		}
	case event.LabSkipped:
		s.print("%s", skipped(s.streams, s.column, e))
	case event.LabKept:
		s.print("  ! %s: %s\n", e.Lab.Metadata.Name, s.streams.Language.Text("namespace %s was kept; delete it with `labs kubectl delete namespace %s`", e.Namespace, e.Namespace))
	case event.LabFinished:
		delete(s.running, e.Lab.Metadata.Name)
		s.finish(e)
	}
}

func (s *Summary) showRunning() {
	if !s.streams.LiveErr {
		return
	}
	text := ""
	for name, step := range s.running {
		text += " " + name + "/" + step
	}
	s.status.Set("running%s", text)
}

func (s *Summary) print(format string, args ...any) {
	s.status.Clear()
	fmt.Fprintf(s.streams.Out, format, args...)
}

func (s *Summary) finish(e event.LabFinished) {
	name := e.Lab.Metadata.Name
	if errors.Is(e.Err, context.Canceled) {
		s.print("  - %-*s  %s %s\n", s.column, name, s.streams.Language.Text("interrupted"), s.palette.dim(seconds(e.Elapsed)))
		var cleanUp *runner.CleanUpError
		if errors.As(e.Err, &cleanUp) {
			s.print("%s", markdown.Indent(s.streams.Language.Error(cleanUp), "      ", s.streams.Width()))
		}
		return
	}
	steps := s.streams.Language.Message(i18n.Plural(e.Steps, i18n.Text("1 step"), i18n.Text("%d steps", e.Steps)))
	checks := s.streams.Language.Message(i18n.Plural(e.Checks, i18n.Text("1 check"), i18n.Text("%d checks", e.Checks)))
	mark, note := s.outcome(e)
	s.print("  %s %-*s  %s %s %s%s\n", mark, s.column, name,
		runewidth.FillRight(steps, 8), runewidth.FillRight(checks, 10), s.palette.dim(seconds(e.Elapsed)), note)
	if e.Err != nil {
		s.fault(e)
		delete(s.faults, name)
		delete(s.causes, name)
	}
}

// outcome counts a lab, and gives its mark and what is to be said beside it.
func (s *Summary) outcome(e event.LabFinished) (mark, note string) {
	switch {
	case e.Retried:
		return s.palette.fail("✗"), "  " + s.streams.Language.Text("attempt %d failed; retrying", e.Attempt)
	case e.Err != nil:
		s.failed++
	case e.Attempt > 1:
		s.flaky++
		return s.palette.strong("~"), "  " + s.streams.Language.Text("flaky: passed on attempt %d", e.Attempt)
	default:
		s.passed++
	}
	return s.palette.mark(e.Err), ""
}

// fault prints what went wrong: each check that failed, or else the error.
func (s *Summary) fault(e event.LabFinished) {
	for _, f := range s.faults[e.Lab.Metadata.Name] {
		statement := s.streams.Language.Text("step %s: %v", f.Step.Name, f.Statement)
		s.print("%s%s", markdown.Indent(statement, "      ", s.streams.Width()), markdown.Indent(s.streams.Language.Error(f.Err), "        ", s.streams.Width()))
		s.print("%s", diagnosis(s.streams, f.Diagnosis, "        "))
	}
	var step *runner.StepError
	if errors.As(e.Err, &step) && step.Check != nil {
		return
	}
	s.print("%s", markdown.Indent(s.streams.Language.Error(e.Err), "      ", s.streams.Width()))
	s.print("%s", diagnosis(s.streams, s.causes[e.Lab.Metadata.Name], "      "))
}

// Finish prints the line for the whole run.
func (s *Summary) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	result := i18n.Plural(s.passed, i18n.Text("1 lab passed"), i18n.Text("%d labs passed", s.passed))
	if s.flaky > 0 {
		result = i18n.Join(", ", result, i18n.Text("%d flaky", s.flaky))
	}
	if s.failed > 0 {
		result = i18n.Join(", ", result, i18n.Text("%d failed", s.failed))
	}
	text := s.palette.strong(s.streams.Language.Message(result))
	s.print("%s\n", s.streams.Language.Text("%s in %s", text, seconds(time.Since(s.started))))
}
