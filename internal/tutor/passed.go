package tutor

import (
	"context"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/learner"
)

// graceful is how long a single grading waits for what the learner just did
// to take effect.
const graceful = time.Second

// grade looks whether the learner's work is done.
func (t *Tutor) grade(ctx context.Context, s *learner.Sitting) error {
	t.Status.Busy("Checking")
	defer t.Status.Clear()
	return s.Grade(ctx, graceful)
}

// passed tells so, and what comes next.
func (t *Tutor) passed(ctx context.Context, s *learner.Sitting) (outcome, error) {
	t.Status.Clear()
	p, err := t.Learner.Progress()
	if err != nil {
		return quit, err
	}
	l, index := p.Where(t.Learner.Course)
	t.Lesson.Passed(s.Step().Name)
	if err := t.finishIfOver(ctx, s); err != nil {
		return quit, err
	}
	switch {
	case t.Yes || l == nil:
		return moved, nil
	case t.Keys == nil:
		t.Lesson.Say("labs next goes on with %s.", l.Metadata.Name+"/"+l.Steps[index].Name)
		if t.Watch && l.Steps[index].IsTask() {
			return moved, nil
		}
		return quit, nil
	case t.Watch && l == s.Lab:
		return moved, nil
	}
	return t.goOn(ctx)
}

// goOn waits until the learner wants the next step.
func (t *Tutor) goOn(ctx context.Context) (outcome, error) {
	for {
		key, err := t.choose(ctx, choice{'\n', i18n.Text("Enter next step")}, choice{'l', i18n.Text("l list")}, choice{'q', i18n.Text("q quit")})
		switch {
		case err != nil:
			return quit, err
		case key == '\n':
			return moved, nil
		case key == 'q':
			return quit, nil
		case key == 'l':
			if err := t.List(); err != nil {
				return quit, err
			}
		}
	}
}

// finishIfOver ends a lab that the learner has left, unless another labs has
// done so already.
func (t *Tutor) finishIfOver(ctx context.Context, s *learner.Sitting) error {
	p, err := t.Learner.Progress()
	if err != nil {
		return err
	}
	if l, _ := p.Where(t.Learner.Course); l == s.Lab {
		return nil
	}
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if p, err = t.Learner.Progress(); err != nil {
		return err
	}
	done := p.Of(s.Lab.Metadata.Name)
	if done.Namespace != s.UID {
		return nil
	}
	t.Lesson.Finished(s.Lab, done.Spent)
	t.Status.Busy("Cleaning up the lab")
	lost, err := s.Finish(ctx)
	t.Status.Clear()
	if err != nil {
		return err
	}
	t.kept(lost.Copy)
	return nil
}
