package tutor

import (
	"context"
	"errors"
	"slices"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
)

// common does what a key means at every step. It says whether the step is
// left.
func (t *Tutor) common(ctx context.Context, s *learner.Sitting, key rune) (out outcome, left bool, err error) {
	switch key {
	case 's', 'n':
		t.Lesson.Say("Left out: %s. labs goto %s comes back to it.", s.Step().Name, s.Lab.Metadata.Name+"/"+s.Step().Name)
		err := t.Learner.Skip(s.Lab, s.Step().Name)
		if err == nil {
			err = t.finishIfOver(ctx, s)
		}
		return moved, true, err
	case 'h':
		return 0, false, t.Hint(s.Lab, s.Step().Name)
	case 'l':
		return 0, false, t.List()
	case 'r':
		done, err := t.Reset(ctx, s.Lab)
		return moved, done, err
	case 'q':
		return quit, true, nil
	}
	return 0, false, nil
}

// Hint shows the next hint of a step.
func (t *Tutor) Hint(of *lab.Lab, step string) error {
	hints := t.Lesson.Hints(of, step)
	if hints == 0 {
		t.Lesson.Say("There is no hint for this step: read it once more, or let it run.")
		return nil
	}
	index, err := t.Learner.Hint(of, step, hints)
	if err != nil {
		return err
	}
	t.Lesson.Hint(of, step, index)
	return nil
}

// List shows the labs and how far the learner is.
func (t *Tutor) List() error {
	p, err := t.Learner.Progress()
	if err == nil {
		t.Lesson.List(p)
	}
	return err
}

// elsewhere says whether the learner is at another step by now.
func (t *Tutor) elsewhere(s *learner.Sitting) bool {
	p, err := t.Learner.Progress()
	if err != nil {
		return false
	}
	l, index := p.Where(t.Learner.Course)
	return l != s.Lab || index != s.Index
}

// Reset brings a lab back to its start, if the learner agrees.
func (t *Tutor) Reset(ctx context.Context, of *lab.Lab) (done bool, err error) {
	unlock, err := t.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	lost, err := t.agree(ctx, of)
	if lost == nil || err != nil {
		return false, err
	}
	t.Status.Busy("Resetting lab %s", of.Metadata.Name)
	defer t.Status.Clear()
	if err := t.Learner.Reset(ctx, lost); err != nil {
		return false, err
	}
	t.kept(lost.Copy)
	t.Lesson.Say("Lab %s is at its start.", of.Metadata.Name)
	return true, nil
}

// Goto goes to a step, if the learner agrees to what that deletes.
func (t *Tutor) Goto(ctx context.Context, of *lab.Lab, index int) error {
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	var lost *learner.Loss
	rebuild, err := t.Learner.Rebuilds(of, index)
	if err != nil {
		return err
	}
	if rebuild {
		if lost, err = t.agree(ctx, of); lost == nil || err != nil {
			return err
		}
	}
	t.Status.Busy("Going to %s", of.Metadata.Name+"/"+of.Steps[index].Name)
	defer t.Status.Clear()
	if err := t.Learner.Goto(ctx, of, index, lost); err != nil {
		return err
	}
	if lost != nil {
		t.kept(lost.Copy)
	}
	t.Lesson.Say("You are at %s. labs next goes on from there.", of.Metadata.Name+"/"+of.Steps[index].Name)
	return nil
}

// agree says what is about to be deleted, and asks; nil means no.
func (t *Tutor) agree(ctx context.Context, of *lab.Lab) (*learner.Loss, error) {
	t.Status.Busy("Looking at lab %s", of.Metadata.Name)
	lost, err := t.Learner.Losses(ctx, of)
	t.Status.Clear()
	if err != nil || lost.Copy.Empty() {
		return lost, err
	}
	t.Lesson.Losses(of.Metadata.Name, lost.Copy.Objects, lost.Copy.Files)
	yes, err := t.confirm(ctx)
	if !yes {
		return nil, err
	}
	return lost, err
}

func (t *Tutor) confirm(ctx context.Context) (bool, error) {
	if t.Keys == nil || t.Yes {
		return true, nil
	}
	key, err := t.choose(ctx, choice{'\n', i18n.Text("Enter go on")}, choice{'n', i18n.Text("n leave it")})
	if err == nil && key != '\n' && key != 'y' {
		t.Lesson.Say("Nothing was changed.")
		return false, nil
	}
	return err == nil, err
}

// kept tells where a copy is.
func (t *Tutor) kept(c backup.Copy) {
	if c.ID != "" {
		t.Lesson.Say("Kept as copy %s: labs restore %s brings it back.", c.ID, c.ID)
	}
}

// Restore brings a copy back; "" is the newest.
func (t *Tutor) Restore(ctx context.Context, id string) error {
	copies, err := t.Learner.Copies.List()
	if err != nil {
		return err
	}
	index := slices.IndexFunc(copies, func(c backup.Copy) bool { return c.ID == id })
	if index < 0 {
		return i18n.Errorf("there is no copy %s\nhint: labs restore lists those that are there", id)
	}
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	t.Status.Busy("Bringing copy %s back", id)
	lost, err := t.Learner.Restore(ctx, copies[index])
	t.Status.Clear()
	if err != nil {
		return err
	}
	t.kept(lost.Copy)
	t.Lesson.Say("Copy %s is back, in lab %s. labs next goes on from there.", id, copies[index].Lab)
	return nil
}

// Solve shows the solution of the step, and with apply runs it, keeping a
// copy of what is there.
func (t *Tutor) Solve(ctx context.Context, apply bool) error {
	s, err := t.arrive(ctx, false)
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

func (t *Tutor) solution(s *learner.Sitting) error {
	commands, err := s.Commands(s.Step().Solution)
	if err != nil {
		return err
	}
	t.Lesson.Commands(commands)
	for _, operation := range s.Step().Solution {
		if operation.Apply == "" {
			continue
		}
		text, err := t.Learner.Course.Manifest(s.Lab, operation.Apply)
		if err != nil {
			return err
		}
		t.Lesson.Manifest(operation.Apply, text)
	}
	t.Lesson.Say("labs solve --apply runs it.")
	return nil
}

// Check grades the step now.
func (t *Tutor) Check(ctx context.Context) error {
	s, err := t.arrive(ctx, false)
	if err != nil || s == nil {
		return err
	}
	defer s.Close()
	if err := t.grade(ctx, s); err != nil {
		var failed interface{ Unwrap() error }
		if errors.As(err, &failed) {
			t.Lesson.Say("Not yet. labs hint helps, and labs check looks again.")
		}
		return err
	}
	_, err = t.passed(ctx, s)
	return err
}
