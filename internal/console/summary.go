package console

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
)

// Summary prints a line for each lab when it is done, what went wrong in it, and a line for the whole run.
type Summary struct {
	screen
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
		screen: newScreen(s, status), column: column(labs), started: time.Now(),
		running: map[string]string{}, faults: map[string][]event.CheckFinished{}, causes: map[string][]i18n.Message{},
	}
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
		s.print("  ! %s: %s\n", e.Lab.Metadata.Name, s.Language.Message(e.Text))
	case event.OperationFinished:
		if e.Err != nil {
			s.causes[e.Lab.Metadata.Name] = e.Diagnosis
		}
	case event.CheckFinished:
		if e.Err != nil {
			s.faults[e.Lab.Metadata.Name] = append(s.faults[e.Lab.Metadata.Name], e)
		}
	case event.LabSkipped:
		s.skipped(s.column, e)
	case event.LabKept:
		s.print("  ! %s: %s\n", e.Lab.Metadata.Name, s.Language.Text("namespace %s was kept; delete it with `labs kubectl delete namespace %s`", e.Namespace, e.Namespace))
	case event.LabFinished:
		delete(s.running, e.Lab.Metadata.Name)
		s.finish(e)
	}
}

func (s *Summary) showRunning() {
	if !s.LiveErr {
		return
	}
	text := ""
	for name, step := range s.running {
		text += " " + name + "/" + step
	}
	s.status.Set("running%s", text)
}

func (s *Summary) finish(e event.LabFinished) {
	name := e.Lab.Metadata.Name
	if errors.Is(e.Err, context.Canceled) {
		s.print("  - %-*s  %s %s\n", s.column, name, s.Language.Text("interrupted"), s.dim(term.Took(e.Elapsed)))
		if cleanUp, ok := errors.AsType[*runner.CleanUpError](e.Err); ok {
			s.print("%s", s.indent(s.Language.Error(cleanUp), "      "))
		}
		return
	}
	steps := s.Language.Message(i18n.Plural(e.Steps, i18n.Text("1 step"), i18n.Text("%d steps", e.Steps)))
	checks := s.Language.Message(i18n.Plural(e.Checks, i18n.Text("1 check"), i18n.Text("%d checks", e.Checks)))
	mark, note := s.outcome(e)
	s.print("  %s %-*s  %s %s %s%s\n", mark, s.column, name,
		runewidth.FillRight(steps, 8), runewidth.FillRight(checks, 10), s.dim(term.Took(e.Elapsed)), note)
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
		return s.fail("✗"), "  " + s.Language.Text("attempt %d failed; retrying", e.Attempt)
	case e.Err != nil:
		s.failed++
	case e.Attempt > 1:
		s.flaky++
		return s.strong("~"), "  " + s.Language.Text("flaky: passed on attempt %d", e.Attempt)
	default:
		s.passed++
	}
	return s.mark(e.Err), ""
}

// fault prints what went wrong: each check that failed, or else the error.
func (s *Summary) fault(e event.LabFinished) {
	faults := s.faults[e.Lab.Metadata.Name]
	for _, f := range faults {
		if f.WaitsFor != nil {
			continue
		}
		statement := s.Language.Text("step %s: %v", f.Step.Name, f.Statement)
		s.print("%s%s", s.indent(statement, "      "), s.indent(s.Language.Error(f.Err), "        "))
		s.print("%s%s", s.diagnosis(f.Diagnosis, "        "), s.waiting(faults, f.Check, "        "))
	}
	if step, ok := errors.AsType[*runner.StepError](e.Err); ok && step.Check != nil {
		return
	}
	s.print("%s", s.indent(s.Language.Error(e.Err), "      "))
	s.print("%s", s.diagnosis(s.causes[e.Lab.Metadata.Name], "      "))
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
	text := s.strong(s.Language.Message(result))
	s.print("%s\n", s.Language.Text("%s in %s", text, term.Took(time.Since(s.started))))
}
