package tutor

import (
	"cmp"
	"context"
	"errors"

	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
)

// Solve shows the solution of the step, and with apply runs it, keeping a
// copy of what is there.
func (t *Tutor) Solve(ctx context.Context, apply bool) error {
	s, err := t.arrive(ctx)
	if err != nil || s == nil {
		return err
	}
	defer s.Close()
	if !s.Step().IsTask() {
		t.Lesson.Say("Step %s has no solution: it is a demonstration, and labs next runs it.", s.Step().Name)
		return nil
	}
	if !apply {
		return t.solution(s)
	}
	if yes, err := t.permit(ctx, s); !yes {
		return err
	}
	lost, err := t.Learner.Losses(ctx, s.Lab)
	if err != nil {
		return err
	}
	if err := t.Learner.Keep(lost); err != nil {
		return err
	}
	t.kept(lost.Copy)
	if err := t.do(ctx, s); err != nil {
		return err
	}
	_, err = t.passed(ctx, s)
	return err
}

// permit says what the solution deletes, and asks. Where nobody can be asked, no
// solution is run.
func (t *Tutor) permit(ctx context.Context, s *learner.Sitting) (bool, error) {
	defer func() { t.Keys = nil }()
	deleted, err := deletions(s)
	if err != nil || deleted == nil && t.Keys != nil {
		return err == nil, err
	}
	if deleted != nil {
		t.Lesson.Losses(s.Lab.Metadata.Name, deleted, nil)
	}
	return t.confirm(ctx)
}

// deletions names what a solution deletes: the objects, or the commands.
func deletions(s *learner.Sitting) (deleted []string, err error) {
	for _, written := range s.Step().Solution {
		operation, err := s.New(written)
		if err != nil {
			return nil, err
		}
		if facts := operation.Expanded.Facts(); facts.Deletes {
			deleted = append(deleted, cmp.Or(facts.Object, operation.Command()))
		}
	}
	return deleted, nil
}

func (t *Tutor) solution(s *learner.Sitting) error {
	commands, err := s.Commands(s.Step().Solution)
	if err != nil {
		return err
	}
	t.Lesson.Commands(commands)
	for _, operation := range s.Step().Solution {
		manifest := operation.Facts().Manifest
		if manifest == "" {
			continue
		}
		text, err := t.Learner.Course.Manifest(s.Lab, manifest)
		if err != nil {
			return err
		}
		t.Lesson.Manifest(manifest, text)
	}
	t.Lesson.Say("labs solve --apply runs it.")
	return nil
}

// Check grades the step now.
func (t *Tutor) Check(ctx context.Context) error {
	s, err := t.arrive(ctx)
	if err != nil || s == nil {
		return err
	}
	defer s.Close()
	if err := t.grade(ctx, s); err != nil {
		if failed := new(*runner.StepError); errors.As(err, failed) {
			t.Lesson.Say("Not yet. labs hint helps, and labs check looks again.")
		}
		return err
	}
	_, err = t.passed(ctx, s)
	return err
}
