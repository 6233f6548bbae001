package runner

import (
	"context"
	"time"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// Grade demands a step's checks and changes nothing in the cluster; they have
// to hold within the limit, whatever a check allows itself, and with 0 at one
// look. One that must hold for a while takes as long. A step whose last operation cannot be repeated, and whose checks need
// its output, cannot be graded: the error is then an *UngradableError.
func (s *Session) Grade(ctx context.Context, index int, within time.Duration) error {
	current := &s.Lab.Steps[index]
	return s.around(ctx, current, index, func() error {
		last, err := s.look(ctx, current)
		if err != nil {
			return err
		}
		if within == 0 {
			return s.check(ctx, current, last, nil, limits{})
		}
		all, release := limit.NewSpan(ctx, limit.Time{Duration: within})
		defer release()
		return s.check(ctx, current, last, nil, limits{all: all})
	})
}

// UngradableError says that a step's checks look at what running it prints.
type UngradableError struct{ Step *lab.Step }

func (e *UngradableError) Error() string { return e.Localized().String() }

// Localized says it in the reader's language.
func (e *UngradableError) Localized() i18n.Message {
	return i18n.Text("step %q can only be checked while it runs: run it with labs next", e.Step.Name)
}

// look gives the output that a step's checks look at, from its last operation
// run again; nil where they have sources of their own.
func (s *Session) look(ctx context.Context, current *lab.Step) (*result, error) {
	if !current.Judged() {
		return nil, nil
	}
	last := len(current.Operations) - 1
	if last < 0 || !current.Operations[last].Repeatable() {
		return nil, &UngradableError{current}
	}
	operation, err := s.New(current.Operations[last])
	if err != nil {
		return nil, &UngradableError{current} // a value that only a run of it gives
	}
	out, err := operation.Run(ctx)
	if err != nil {
		s.emit(event.OperationFinished{
			Lab: s.Lab, Step: current, Command: operation.Command(), Err: err,
			Diagnosis: s.explain(ctx, current, diagnose.Failure{Operation: &operation.Expanded, Output: out, Err: err}),
		})
		return nil, &StepError{Lab: s.Lab, Step: current, Err: err}
	}
	if err := s.capture(ctx, current); err != nil {
		return nil, &StepError{Lab: s.Lab, Step: current, Err: err}
	}
	return &result{operation: *operation, output: out}, nil
}
