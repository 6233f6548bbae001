package lesson

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
)

// effect is how long a single grading waits for what the learner just did to take effect.
const effect = time.Second

// Check grades the step that the learner is at, now.
func (l *Lesson) Check(ctx context.Context) error {
	s, err := l.arrive(ctx)
	if err != nil || s == nil {
		return err
	}
	defer s.Session.Close()
	l.working(i18n.Text("Checking"))
	if err := s.Grade(ctx, effect); err != nil {
		if errors.As(err, new(*runner.StepError)) {
			l.report(event.StepNotPassed{Lab: s.Lab, Step: s.Step()})
		}
		return err
	}
	return l.passAndPause(ctx, s)
}

// pass reports that a step is passed, and ends a lab that is.
func (l *Lesson) pass(ctx context.Context, s *learner.OpenStep) error {
	l.report(event.StepPassed{Lab: s.Lab, Step: s.Step()})
	return l.finishIfOver(ctx, s)
}

// passAndPause is pass where nothing follows now.
func (l *Lesson) passAndPause(ctx context.Context, s *learner.OpenStep) error {
	if err := l.pass(ctx, s); err != nil {
		return err
	}
	if _, err := l.progress(); err != nil || l.Yes {
		return err
	}
	if next := l.known.Lab; next != nil {
		l.report(event.LessonPaused{Lab: next, Step: &next.Steps[l.known.Index]})
	}
	return nil
}

// after says what follows a step that is passed, in a lab: by itself, or when the learner wants it.
func (l *Lesson) after(ctx context.Context, of *lab.Lab) (outcome, error) {
	if _, err := l.progress(); err != nil {
		return quit, err
	}
	next, index := l.known.Lab, l.known.Index
	switch {
	case l.Yes || next == nil:
		return moved, nil
	case !l.Attended:
		l.report(event.LessonPaused{Lab: next, Step: &next.Steps[index]})
		if l.Watch && next.Steps[index].IsTask() {
			return moved, nil
		}
		return quit, nil
	case l.Watch && next == of:
		return moved, nil
	}
	a, err := l.choose(ctx, event.Offer{Action: event.Next, Label: i18n.Text("next step")}, event.Offer{Action: event.Quit, Label: i18n.Text("quit")})
	if err != nil || a.Action == event.Quit {
		return quit, err
	}
	return moved, nil
}

// finishIfOver ends a lab that the learner has left, unless another labs has done so already.
func (l *Lesson) finishIfOver(ctx context.Context, s *learner.OpenStep) error {
	if _, err := l.progress(); err != nil || l.known.Lab == s.Lab {
		return err
	}
	unlock, err := l.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	p, err := l.progress()
	if err != nil {
		return err
	}
	done := p.Of(s.Lab.Metadata.Name)
	if done.Namespace != s.Session.UID {
		return nil
	}
	l.report(event.LabPassed{Lab: s.Lab, Spent: done.Spent})
	l.working(i18n.Text("Cleaning up the lab"))
	lost, err := s.Finish(ctx)
	if err == nil {
		l.kept(lost)
	}
	return err
}
