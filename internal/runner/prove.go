package runner

import (
	"context"
	"errors"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// VacuousError is a check that says nothing about its step: it held before the
// step did anything, or was to hold then and did not.
type VacuousError struct {
	// Before is what kept a precondition from holding before the step; nil
	// where the check held and is no precondition.
	Before error
}

func (e *VacuousError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *VacuousError) Localized() i18n.Message {
	if e.Before != nil {
		return i18n.Text("precondition failed before the step: %v", e.Before)
	}
	return i18n.Text("vacuous check: it passed before the step did anything, so it proves nothing; if it must already hold then, set precondition: true")
}

// Prove runs a step both ways: before its operations, of a task before its
// solution, its checks must not hold, but for preconditions; after them all
// must. Checks that fail only the first way do not end the lab.
func (s *Session) Prove(ctx context.Context, index int) error {
	current := &s.Lab.Steps[index]
	operations := current.Operations
	return s.around(ctx, current, index, func() error {
		if current.IsTask() {
			if _, err := s.operate(ctx, current, current.Operations); err != nil {
				return &StepError{Lab: s.Lab, Step: current, Err: err}
			}
			operations = current.Solution
		}
		before, err := s.before(ctx, current)
		if err != nil {
			return err
		}
		return s.carryOut(ctx, current, operations, before)
	})
}

var (
	// errChanges keeps a check from being looked at before its step.
	errChanges = i18n.Errorf("the check can change the cluster, so it is not run before the step")
	// errNeverRan keeps a command that could not run from having an exit code.
	errNeverRan = i18n.Errorf("its command could not run, so there is no exit code")
)

// before looks at each check and gives what keeps it from holding; one whose
// look may change something is left alone. A check that cannot look is no
// proof of anything: it is asked again, and then the error.
func (s *Session) before(ctx context.Context, current *lab.Step) ([]error, error) {
	most := s.runner.Limits.Of(0, limit.Check)
	var last *result
	err := s.insist(ctx, most, func() (err error) {
		last, err = s.outputBefore(ctx, current)
		return err
	})
	if err != nil {
		return nil, &StepError{Lab: s.Lab, Step: current, Err: err}
	}
	faults := make([]error, len(current.Checks))
	seen := round{}
	for i := range current.Checks {
		c := &current.Checks[i]
		err := s.insist(ctx, most, func() error {
			faults[i] = s.lookBefore(ctx, c, last, seen)
			return faults[i]
		})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			s.emit(event.CheckFinished{Lab: s.Lab, Step: current, Check: c, Statement: check.Statement(c), Err: err})
			return nil, s.failed(current, c, err)
		}
	}
	return faults, nil
}

// insist looks until it could look; the error is why it never could.
func (s *Session) insist(ctx context.Context, most limit.Time, look func() error) error {
	all, release := limit.NewSpan(ctx, most)
	defer release()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := look()
		if !IsUnseen(err) {
			return nil
		}
		if all.Over() {
			return i18n.Errorf("the state before the step is still unknown after %v: %w", all.Limit(), err)
		}
		if limit.Pause(all, pause); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// lookBefore looks at a check once.
func (s *Session) lookBefore(ctx context.Context, c *lab.Check, last *result, seen round) error {
	switch {
	case c.Changes():
		return errChanges
	case !c.HasSource() && last.absent && (c.ExitCode != nil || lab.UsesCEL(c.CEL, "exitCode")):
		return errNeverRan
	}
	_, err := s.evaluate(ctx, c, last, seen, nil, false)
	return err
}

// outputBefore gives what checks without a source of their own look at before
// a step: its last operation's output where there is something to do before
// that operation, and else none. What the operation asks may not be there yet.
func (s *Session) outputBefore(ctx context.Context, current *lab.Step) (*result, error) {
	last := len(current.Operations) - 1
	if last < 1 || current.Operations[last].Facts().Effect != lab.Reads || !current.Judged() {
		return &result{}, nil
	}
	operation, err := s.New(current.Operations[last])
	if err != nil {
		return &result{absent: true}, nil // a value that only the step gives
	}
	look, cancel := limit.With(ctx, s.runner.Limits.Machine.Time(limit.Look))
	defer cancel()
	out, err := operation.Run(look)
	if err = s.unseen(ctx, err); IsUnseen(err) {
		return nil, err
	}
	return &result{output: out, absent: err != nil}, nil
}

// lie holds what a check did before its step against what it has to do then.
func vacuous(c *lab.Check, before error) error {
	switch {
	case before == nil && !c.Precondition:
		return &VacuousError{}
	case before != nil && c.Precondition:
		return &VacuousError{before}
	}
	return nil
}

func isVacuous(err error) bool { return errors.As(err, new(*VacuousError)) }
