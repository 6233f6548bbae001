package learner

import (
	"context"
	"maps"
	"slices"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/runner"
)

// OpenStep is a step that the learner is at, in the lab's namespace, with all that the steps before it leave behind.
type OpenStep struct {
	Session *runner.Session
	Lab     *lab.Lab
	Index   int

	learner *Learner
}

// Step is the step that the learner is at.
func (s *OpenStep) Step() *lab.Step { return &s.Lab.Steps[s.Index] }

// Open brings the learner to a step of a lab, or to where it is again.
func (l *Learner) Open(ctx context.Context, of *lab.Lab, index int) (*OpenStep, error) {
	p, err := l.Progress()
	if err != nil {
		return nil, err
	}
	done := p.Of(of.Metadata.Name)
	session, err := l.Runner.Open(ctx, of, of.Metadata.Name, done.Values)
	s := &OpenStep{session, of, index, l}
	if err == nil {
		err = s.arrive(ctx, done)
	}
	if err != nil {
		_ = session.Close()
		return nil, err
	}
	return s, nil
}

// arrive makes again what is missing, and notes what is there now.
func (s *OpenStep) arrive(ctx context.Context, done *progress.Lab) error {
	var made []string
	if done.Namespace == s.Session.UID {
		made = slices.Clone(done.Made)
	}
	has := func(step string) bool { return slices.Contains(made, step) }
	if err := s.Session.Resume(ctx, s.Index, has); err != nil {
		return err
	}
	if s.Step().IsTask() && !has(s.Step().Name) {
		if err := s.Session.Prepare(ctx, s.Index); err != nil {
			return err
		}
		made = append(made, s.Step().Name)
	}
	for _, earlier := range s.Lab.Steps[:s.Index] {
		if !has(earlier.Name) {
			made = append(made, earlier.Name)
		}
	}
	if err := s.learner.unpack(s.Lab, s.Session.Values); err != nil {
		return err
	}
	name := s.Lab.Metadata.Name
	err := s.learner.update(name, func(c *progress.Course) {
		here := c.Of(name)
		here.Namespace, here.Made, here.Values = s.Session.UID, made, maps.Clone(s.Session.Values)
	})
	if err != nil {
		return err
	}
	return s.learner.Dir.Enter(name)
}

// Do runs the step, of a task with its solution, and grades it.
func (s *OpenStep) Do(ctx context.Context) error {
	if err := s.Session.Run(ctx, s.Index, s.Step().IsTask()); err != nil {
		return err
	}
	return s.pass()
}

// Grade looks whether the step's checks hold, within a limit.
func (s *OpenStep) Grade(ctx context.Context, limit time.Duration) error {
	return s.graded(ctx, s.Session.Grade(ctx, s.Index, limit))
}

// GradeNow looks whether they hold at once, and reports that to somebody else, explained or not.
func (s *OpenStep) GradeNow(ctx context.Context, explained bool, to event.Sink) error {
	return s.graded(ctx, s.Session.Reporting(to, explained).Grade(ctx, s.Index, 0))
}

func (s *OpenStep) graded(ctx context.Context, err error) error {
	if err == nil {
		return s.pass()
	}
	if gone := s.gone(ctx); gone != nil {
		return gone
	}
	return err
}

// pass notes the step as passed, and goes on unless the learner is elsewhere by now.
func (s *OpenStep) pass() error {
	return s.learner.update(s.Lab.Metadata.Name, func(c *progress.Course) {
		lab, step := c.Lab, c.Step
		at, index := c.Where(s.learner.Course)
		c.Pass(s.learner.Course, s.Lab, s.Step().Name, maps.Clone(s.Session.Values))
		if at != s.Lab || index != s.Index {
			c.Lab, c.Step = lab, step
		}
	})
}

// GoneError is a lab whose namespace somebody deleted.
type GoneError struct{ i18n.Message }

// UnreachableError is a cluster that does not answer any more.
type UnreachableError struct{ Err error }

func (e *UnreachableError) Error() string { return e.Localized().String() }

// Localized says it in the reader's language.
func (e *UnreachableError) Localized() i18n.Message {
	return i18n.Text("the cluster does not answer: %v", e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// gone looks whether the namespace is still the one that was opened.
func (s *OpenStep) gone(ctx context.Context) error {
	uid, err := s.learner.Cluster.Namespace(ctx, s.Lab.Metadata.Name)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return &UnreachableError{err}
	case uid != s.Session.UID:
		return &GoneError{i18n.Text(
			"the lab's namespace %q was deleted\nhint: run labs next to recreate it, with everything that the earlier steps created",
			s.Lab.Metadata.Name)}
	}
	return nil
}

// Finish removes what the lab made in the cluster; a copy is kept of what was there.
func (s *OpenStep) Finish(ctx context.Context) (*Changes, error) {
	name := s.Lab.Metadata.Name
	changes, err := s.learner.objects(ctx, s.Lab)
	if err != nil {
		return nil, err
	}
	if err := s.learner.Keep(changes, "finish"); err != nil {
		return nil, err
	}
	if err := s.Session.Remove(ctx); err != nil {
		return changes, err
	}
	return changes, s.learner.left(name)
}
