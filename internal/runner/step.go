package runner

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// StepError is what went wrong in a step; Check is nil where it was an
// operation.
type StepError struct {
	Lab   *lab.Lab
	Step  *lab.Step
	Check *lab.Check
	Err   error
}

func (e *StepError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *StepError) Localized() i18n.Message {
	return i18n.Text("lab %q, step %q: %v", e.Lab.Metadata.Name, e.Step.Name, e.Err)
}

func (e *StepError) Unwrap() error { return e.Err }

// Run does the operations of a step, of a task also its solution if that is
// asked for, captures its values and then demands its checks.
func (s *Session) Run(ctx context.Context, index int, solve bool) error {
	current := &s.Lab.Steps[index]
	operations := current.Operations
	if solve {
		operations = append(operations[:len(operations):len(operations)], current.Solution...)
	}
	return s.around(ctx, current, index, func() error { return s.carryOut(ctx, current, operations, nil) })
}

// carryOut does operations of a step, captures its values and demands its
// checks; before is as in check.
func (s *Session) carryOut(ctx context.Context, current *lab.Step, operations []lab.Operation, before []error) error {
	last, err := s.operate(ctx, current, operations)
	if err == nil {
		err = s.capture(ctx, current)
	}
	if err != nil {
		return &StepError{Lab: s.Lab, Step: current, Err: err}
	}
	most := s.runner.Limits.Of(0, limit.Check)
	if s.runner.Limit != nil {
		most = s.runner.Limit(ctx, current)
	}
	all, release := limit.NewSpan(ctx, most)
	defer release()
	return s.check(ctx, current, last, before, limits{all, true})
}

// around tells of the beginning and the end of a step.
func (s *Session) around(ctx context.Context, current *lab.Step, index int, work func() error) error {
	started := time.Now()
	s.emit(event.StepStarted{Lab: s.Lab, Step: current, Index: index})
	err := work()
	finished := event.StepFinished{Lab: s.Lab, Step: current, Values: maps.Clone(s.Values), Err: err, Elapsed: time.Since(started)}
	if err != nil && s.runner.Evidence != nil && ctx.Err() == nil {
		ctx, cancel := limit.With(ctx, s.runner.Limits.Machine.Time(limit.Evidence))
		finished.Evidence = s.runner.Evidence(ctx, s.Values["namespace"])
		cancel()
	}
	s.emit(finished)
	return err
}

// capture reads values, of a status when that is of the object as it is now.
func (s *Session) capture(ctx context.Context, current *lab.Step) error {
	ctx, cancel := limit.With(ctx, s.runner.Limits.Of(0, limit.Check))
	defer cancel()
	for _, name := range slices.Sorted(maps.Keys(current.Capture)) {
		c, err := lab.Expand(s.Values, current.Capture[name])
		if err != nil {
			return err
		}
		value, err := s.field(ctx, c)
		if err != nil {
			return i18n.Errorf("capture %q: %w", name, err)
		}
		s.Values[name] = value
	}
	return nil
}

func (s *Session) field(ctx context.Context, c lab.Capture) (string, error) {
	namespace := cmp.Or(c.Namespace, s.Values["namespace"])
	if c.Objects != nil {
		return s.runner.Cluster.Fields(ctx, namespace, c.Objects, c.JSONPath)
	}
	return s.runner.Cluster.Field(ctx, kube.Object{Reference: c.Object, Namespace: namespace}, c.JSONPath)
}
