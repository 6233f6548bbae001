package lesson

import (
	"cmp"
	"context"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/learner"
)

// Solve shows the solution of the step that the learner is at, and with apply runs it, keeping a copy of what is there.
func (l *Lesson) Solve(ctx context.Context, apply bool) error {
	s, err := l.arrive(ctx)
	if err != nil || s == nil {
		return err
	}
	defer s.Session.Close()
	if !s.Step().IsTask() {
		l.report(event.SolutionMissing{Lab: s.Lab, Step: s.Step()})
		return nil
	}
	if !apply {
		return l.solution(s)
	}
	if done, err := l.apply(ctx, s); !done || err != nil {
		return err
	}
	return l.passAndPause(ctx, s)
}

// apply runs the solution of a task, if the learner agrees to what that deletes.
func (l *Lesson) apply(ctx context.Context, s *learner.OpenStep) (done bool, err error) {
	deleted, err := deletions(s)
	if err != nil {
		return false, err
	}
	if deleted != nil {
		l.report(event.ConfirmationAsked{Action: event.Apply, Lab: s.Lab, Objects: deleted})
	}
	if deleted != nil || !l.Attended {
		if yes, err := l.allowed(ctx); !yes {
			return false, err
		}
	}
	lost, err := l.Learner.Changes(ctx, s.Lab)
	if err != nil {
		return false, err
	}
	if err := l.Learner.Keep(lost, "solve"); err != nil {
		return false, err
	}
	l.kept(lost)
	return true, l.do(ctx, s)
}

// deletions names what a solution deletes: the objects, or the commands.
func deletions(s *learner.OpenStep) (deleted []string, err error) {
	for _, written := range s.Step().Solution {
		operation, err := s.Session.New(written)
		if err != nil {
			return nil, err
		}
		if facts := operation.Expanded.Facts(); facts.Deletes {
			deleted = append(deleted, cmp.Or(facts.Object, operation.Command()))
		}
	}
	return deleted, nil
}

func (l *Lesson) solution(s *learner.OpenStep) error {
	commands, err := s.Session.Commands(s.Step().Solution)
	if err != nil {
		return err
	}
	shown := event.SolutionShown{Lab: s.Lab, Step: s.Step(), Commands: commands}
	for _, operation := range s.Step().Solution {
		manifest := operation.Facts().Manifest
		if manifest == "" {
			continue
		}
		text, err := l.Learner.Course.Manifest(s.Lab, manifest)
		if err != nil {
			return err
		}
		shown.Manifests = append(shown.Manifests, event.Manifest{Name: manifest, Text: text})
	}
	l.report(shown)
	return nil
}
