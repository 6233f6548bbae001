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
	// operation is nil where nothing ran that may run again.
	operation *step.Operation
	output    lab.Output
	// absent says that it could not be asked, as what it asks was not there.
	absent bool
}

// expanded is the operation with the values in place, nil where there is none.
func (r *result) expanded() *lab.Operation {
	if r == nil || r.operation == nil {
		return nil
	}
	return &r.operation.Expanded
}

// repeatable says whether the operation may run again for its output.
func (r *result) repeatable() bool {
	o := r.expanded()
	return o != nil && o.Repeatable()
}

// move is an operation that is about to be done.
type move struct {
	operation *step.Operation
	// judged says that a check looks at how it ends.
	judged bool
}

// moves gives those operations of a step that are wanted, each when its turn
// comes: an earlier one may bring the values that it needs.
func (s *Session) moves(current *lab.Step, operations []lab.Operation, wanted func(lab.Operation) bool, do func(*move) error) error {
	for i := range operations {
		if !wanted(operations[i]) {
			continue
		}
		operation, err := s.New(operations[i])
		if err != nil {
			return err
		}
		if err := do(&move{operation, i == len(operations)-1 && current.Judged()}); err != nil {
			return err
		}
	}
	return nil
}

func all(lab.Operation) bool { return true }

// run does it. One that does not end as it has to is an error.
func (m *move) run(ctx context.Context) (lab.Output, error) {
	out, err := m.operation.Run(ctx)
	if err != nil || m.judged {
		return out, err
	}
	if err := m.operation.Expanded.Failed(out); err != nil {
		return out, &FailedError{m.operation.Command(), err}
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
	return i18n.Text("%s: %v\nhint: where it is meant to fail, give the operation an exitCode, or let a check look at its output", e.Command, e.Err)
}

func (e *FailedError) Unwrap() error { return e.Err }

func (s *Session) operate(ctx context.Context, current *lab.Step, operations []lab.Operation) (*result, error) {
	last := &result{}
	err := s.moves(current, operations, all, func(m *move) error {
		out, err := s.perform(ctx, current, m)
		last = &result{operation: m.operation, output: out}
		return err
	})
	return last, err
}

func (s *Session) perform(ctx context.Context, current *lab.Step, m *move) (lab.Output, error) {
	started := time.Now()
	s.runner.Emit(event.OperationStarted{Lab: s.Lab, Step: current, Command: m.operation.Command()})
	out, err := m.run(ctx)
	elapsed := time.Since(started)
	s.runner.Emit(event.OperationFinished{
		Lab: s.Lab, Step: current, Command: m.operation.Command(), Output: out.Text + out.Stderr, Err: err,
		Diagnosis: s.explain(ctx, diagnose.Failure{Operation: &m.operation.Expanded, Output: out, Err: err}), Elapsed: elapsed,
	})
	if cut := out.Cut(); !cut.IsZero() {
		s.runner.Emit(event.Notice{Lab: s.Lab, Text: cut})
	}
	return out, err
}
