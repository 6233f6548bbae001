// Package tutor is the conversation with a learner: it shows a step, waits for
// a key or for the learner's own work, grades it and moves on.
package tutor

import (
	"context"
	"sync"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/term"
)

// Tutor talks with one learner.
type Tutor struct {
	Learner *learner.Learner
	Lesson  *report.Lesson
	Streams *term.Streams
	Status  *term.Status
	// Keys are those that the learner presses; nil where nobody does.
	Keys <-chan rune
	// Lock keeps other processes from the cluster.
	Lock func(ctx context.Context) (unlock func(), err error)
	// Alive says why the cluster cannot be used, or nil.
	Alive func(ctx context.Context) error
	// Yes runs everything, the solutions of tasks too, and asks nothing.
	Yes bool
	// Watch moves on by itself when a step is passed.
	Watch bool

	mu sync.Mutex
	// round collects the events of a grading that is not shown yet.
	round *[]event.Event
	// known says that the only command of the step is on the screen already.
	known bool
}

// Emit takes the events of the runner.
func (t *Tutor) Emit(e event.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.round != nil {
		*t.round = append(*t.round, e)
		return
	}
	if _, ok := e.(event.OperationStarted); ok && t.known {
		t.Status.Busy("Running")
		return
	}
	t.Lesson.Sink(e)
}

// outcome is how a step ended.
type outcome int

const (
	moved outcome = iota // the learner is at another step, or at the start of this one
	again                // the same step is to be opened once more
	quit
)

// Run takes the learner from step to step until they have enough, or, where
// nobody presses keys, one step further.
func (t *Tutor) Run(ctx context.Context) error {
	for out := moved; out != quit; {
		s, err := t.arrive(ctx, out == moved)
		if err != nil || s == nil {
			return err
		}
		out, err = t.step(ctx, s)
		_ = s.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tutor) step(ctx context.Context, s *learner.Sitting) (outcome, error) {
	switch {
	case t.Keys == nil && !(t.Watch && s.Step().IsTask()):
		return t.alone(ctx, s)
	case s.Step().IsTask():
		return t.task(ctx, s)
	}
	return t.demo(ctx, s)
}

// arrive shows the step that the learner is at and opens it; nil at the end
// of the course.
func (t *Tutor) arrive(ctx context.Context, show bool) (*learner.Sitting, error) {
	p, err := t.Learner.Progress()
	if err != nil {
		return nil, err
	}
	l, index := p.Where(t.Learner.Course)
	if l == nil {
		t.end(p)
		return nil, nil
	}
	if show {
		t.Lesson.Show(l, index)
	}
	return t.open(ctx, l, index)
}

func (t *Tutor) open(ctx context.Context, l *lab.Lab, index int) (*learner.Sitting, error) {
	if applies, err := l.Applies(t.Learner.Runner.Version); err == nil && !applies {
		t.Lesson.Sink(event.Notice{Lab: l, Text: i18n.Text("this lab is written for Kubernetes %s, and the cluster has %s: it may tell other than what you see", l.Kubernetes, t.Learner.Runner.Version)})
	}
	unlock, err := t.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	defer t.Status.Clear()
	return t.Learner.Open(ctx, l, index)
}

// end tells how far the whole course went.
func (t *Tutor) end(p *progress.Course) {
	passed, skipped := 0, []string(nil)
	var spent time.Duration
	for _, l := range t.Learner.Course.Labs {
		done := p.Of(l.Metadata.Name)
		passed, spent = passed+p.Count(l, progress.Passed), spent+done.Spent
		for i := range l.Steps {
			if done.State(l.Steps[i].Name) == progress.Skipped {
				skipped = append(skipped, l.Metadata.Name+"/"+l.Steps[i].Name)
			}
		}
	}
	t.Lesson.End(passed, skipped, spent)
}
