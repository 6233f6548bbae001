package runner

import (
	"context"
	"errors"
	"slices"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/step"
)

// Resume brings the lab to where it is before a step: of the steps that the
// cluster has already it restarts what ended with its process, the proxy; of
// the others it does all that what follows relies on, with the solutions of tasks.
func (s *Session) Resume(ctx context.Context, index int, has func(step string) bool) error {
	for i := range index {
		current := &s.Lab.Steps[i]
		if err := s.bring(ctx, current, has(current.Name)); err != nil {
			return &StepError{Lab: s.Lab, Step: current, Err: err}
		}
	}
	return nil
}

func (s *Session) bring(ctx context.Context, current *lab.Step, has bool) error {
	wanted := matters
	if has {
		wanted = func(o lab.Operation) bool { return o.Facts().InProcess }
	} else if current.IsTask() || slices.ContainsFunc(current.Operations, matters) {
		s.emit(event.StepReplayed{Lab: s.Lab, Step: current})
	}
	err := s.redo(ctx, current, slices.Concat(current.Operations, current.Solution), wanted)
	if err != nil || has {
		return err
	}
	return s.capture(ctx, current)
}

// matters says whether what follows relies on an operation.
func matters(o lab.Operation) bool { return o.Facts().Effect != lab.Reads }

// redo does some operations of a step, unseen and unchecked. One that makes what
// is there already, from an attempt that was interrupted, has nothing to do.
func (s *Session) redo(ctx context.Context, current *lab.Step, operations []lab.Operation, wanted func(lab.Operation) bool) error {
	return s.each(current, operations, wanted, func(o *step.Operation, judged bool) error {
		out, err := run(ctx, o, judged)
		if errors.As(err, new(*FailedError)) && o.Expanded.Made(out) {
			return nil
		}
		return err
	})
}

// Commands gives the command lines that a step will run, or those of its
// solution.
func (s *Session) Commands(operations []lab.Operation) ([]string, error) {
	var commands []string
	for _, described := range operations {
		operation, err := s.New(described)
		if err != nil {
			return nil, err
		}
		commands = append(commands, operation.Command())
	}
	return commands, nil
}

// Prepare does the operations of a task, which come before the learner's work.
func (s *Session) Prepare(ctx context.Context, index int) error {
	current := &s.Lab.Steps[index]
	if err := s.redo(ctx, current, current.Operations, all); err != nil {
		return &StepError{Lab: s.Lab, Step: current, Err: err}
	}
	return nil
}
