package runner

import (
	"context"
	"errors"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// LieError is a check that says nothing about its step: it held before the
// step did anything, or was to hold then and did not.
type LieError struct {
	// Before is what kept a precondition from holding before the step; nil
	// where the check held and is no precondition.
	Before error
}

func (e *LieError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *LieError) Localized() i18n.Message {
	if e.Before != nil {
		return i18n.Text("a precondition, which did not hold before the step did anything: %v", e.Before)
	}
	return i18n.Text("vacuous: it held before the step did anything and proves nothing; precondition: true says that it must")
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
		before := s.before(ctx, current)
		return s.carryOut(ctx, current, operations, before)
	})
}

// errChanges keeps a check from being looked at before its step.
var errChanges = i18n.Errorf("it can change the cluster, and is not looked at then")

// before looks once at each check and gives what keeps it from holding; one
// whose look may change something is left alone.
func (s *Session) before(ctx context.Context, current *lab.Step) []error {
	last := s.outputBefore(ctx, current)
	faults := make([]error, len(current.Checks))
	for i := range current.Checks {
		if faults[i] = errChanges; !current.Checks[i].Changes() {
			_, faults[i] = s.demand(ctx, &current.Checks[i], last, 0)
		}
	}
	return faults
}

// outputBefore gives what checks without a source of their own look at before
// a step: its last operation's output where there is something to do before
// that operation, and else none.
func (s *Session) outputBefore(ctx context.Context, current *lab.Step) *result {
	none := &result{}
	last := len(current.Operations) - 1
	if last < 1 || !current.Operations[last].Repeatable() {
		return none
	}
	operation, err := s.New(current.Operations[last])
	if err != nil {
		return none // a value that only the step gives
	}
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	if none.output, err = operation.Run(ctx); err != nil {
		return &result{}
	}
	return none
}

// lie holds what a check did before its step against what it has to do then.
func lie(c *lab.Check, before error) error {
	switch {
	case before == nil && !c.Precondition:
		return &LieError{}
	case before != nil && c.Precondition:
		return &LieError{before}
	}
	return nil
}

func isLie(err error) bool { return errors.As(err, new(*LieError)) }
