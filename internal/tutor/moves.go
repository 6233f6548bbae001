package tutor

import (
	"context"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
)

// common does what a key means at every step. It says whether the step is
// left.
func (t *Tutor) common(ctx context.Context, s *learner.Sitting, key rune) (out outcome, left bool, err error) {
	switch key {
	case 's':
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
