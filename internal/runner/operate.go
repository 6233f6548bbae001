package runner

import (
	"context"
	"time"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/step"
)

// result is the last operation of a step with what it gave.
type result struct {
	// operation is zero where none ran that may run again.
	operation step.Operation
	output    lab.Output
	// absent says that it could not be asked, as what it asks was not there.
	absent bool
}

// each does something with those operations of a step that are wanted, when their
// turn comes: an earlier one may bring the values that one needs. Judged says that
// a check looks at how it ends.
func (s *Session) each(current *lab.Step, operations []lab.Operation, wanted func(lab.Operation) bool, do func(o *step.Operation, judged bool) error) error {
	for i := range operations {
		if !wanted(operations[i]) {
			continue
		}
		operation, err := s.New(operations[i])
		if err != nil {
			return err
		}
		if err := do(operation, i == len(operations)-1 && current.Judged()); err != nil {
			return err
		}
	}
	return nil
}

func all(lab.Operation) bool { return true }

// run does an operation. One that does not end as it has to is an error, unless
// that is judged.
func run(ctx context.Context, o *step.Operation, judged bool) (lab.Output, error) {
	out, err := o.Run(ctx)
	if err != nil || judged {
		return out, err
	}
	if err := o.Expanded.Failed(out); err != nil {
		return out, &FailedError{o.Command(), err}
	}
	return out, nil
}

// FailedError is an operation that ended otherwise than it has to.
type FailedError struct {
	Command string
	Err     error
}

func (e *FailedError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *FailedError) Localized() i18n.Message {
	return i18n.Text("%s: %v\nhint: if it is expected to fail, set exitCode on the operation, or add a check of its output", e.Command, e.Err)
}

func (e *FailedError) Unwrap() error { return e.Err }

func (s *Session) operate(ctx context.Context, current *lab.Step, operations []lab.Operation) (*result, error) {
	last := &result{}
	err := s.each(current, operations, all, func(o *step.Operation, judged bool) error {
		out, err := s.perform(ctx, current, o, judged)
		last = &result{operation: *o, output: out}
		return err
	})
	return last, err
}

func (s *Session) perform(ctx context.Context, current *lab.Step, o *step.Operation, judged bool) (lab.Output, error) {
	started := time.Now()
	s.emit(event.OperationStarted{Lab: s.Lab, Step: current, Command: o.Command()})
	out, err := run(ctx, o, judged)
	elapsed := time.Since(started)
	s.emit(event.OperationFinished{
		Lab: s.Lab, Step: current, Command: o.Command(), Output: out.Text + out.Stderr, Err: err,
		Diagnosis: s.explain(ctx, current, diagnose.Failure{Operation: &o.Expanded, Output: out, Err: err}), Elapsed: elapsed,
	})
	if cut := out.Cut(); !cut.IsZero() {
		s.emit(event.Notice{Lab: s.Lab, Text: cut})
	}
	return out, err
}

// Diagnoser says why a check or an operation failed.
type Diagnoser interface {
	Explain(ctx context.Context, f diagnose.Failure) []i18n.Message
}

// explain gives the causes of a failure; none without a Diagnoser.
func (s *Session) explain(ctx context.Context, current *lab.Step, f diagnose.Failure) []i18n.Message {
	if s.diagnoser == nil || f.Err == nil || ctx.Err() != nil {
		return nil
	}
	f.Lab, f.Namespace = s.Lab.Metadata.Name, s.Values["namespace"]
	f.Task = current.IsTask()
	return s.diagnoser.Explain(ctx, f)
}

// reported has the checks that causes were reported for, so that no cause is
// reported again for every check that it fails.
type reported map[string]*lab.Check

// of gives those of a check's causes that were not reported yet, or else the check
// that they were reported for.
func (r reported) of(c *lab.Check, causes []i18n.Message) (fresh []i18n.Message, before *lab.Check) {
	for _, cause := range causes {
		if r[cause.String()] == nil {
			fresh = append(fresh, cause)
		}
	}
	if len(fresh) == 0 && len(causes) > 0 {
		return []i18n.Message{i18n.Text("same cause as an earlier failure")}, r[causes[0].String()]
	}
	for _, cause := range fresh {
		r[cause.String()] = c
	}
	return fresh, nil
}
