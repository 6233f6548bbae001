// Package tutor is the conversation with a learner: it shows a step, waits for
// a key or for the learner's own work, grades it and moves on.
package tutor

import (
	"context"
	"sync"
	"time"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
)

// Keys gives the key that is pressed at a prompt which is about to appear, and
// nothing that was typed before; the channel is closed where the terminal is.
type Keys interface{ Prompt() <-chan rune }

// Tutor talks with one learner.
type Tutor struct {
	Learner *learner.Learner
	Lesson  *console.Lesson
	Streams *term.Streams
	Status  *term.Status
	// Keys are those that the learner presses; nil where nobody does.
	Keys Keys
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

// Run takes the learner from step to step until they have enough. Where nobody
// presses keys, it runs nothing unless it may run everything.
func (t *Tutor) Run(ctx context.Context) error {
	for out := moved; out != quit; {
		l, index, err := t.here()
		if err != nil || l == nil {
			return err
		}
		if out == moved {
			t.Lesson.Show(l, index)
		}
		if out, err = t.visit(ctx, l, index); err != nil {
			return err
		}
	}
	return nil
}

// here is where the learner is; nil at the end of the course, which is shown.
func (t *Tutor) here() (*lab.Lab, int, error) {
	p, err := t.Learner.Progress()
	if err != nil {
		return nil, 0, err
	}
	l, index := p.Where(t.Learner.Course)
	if l == nil {
		t.end(p)
	}
	return l, index, nil
}

// visit takes the learner through one step.
func (t *Tutor) visit(ctx context.Context, l *lab.Lab, index int) (outcome, error) {
	watching := t.Watch && l.Steps[index].IsTask()
	if t.Keys == nil && !t.Yes && !watching {
		return quit, &UnattendedError{i18n.Text("step %s was not run: nobody is here to press Enter\nhint: run it in a terminal, or all that is left with labs next --yes; labs check grades your own work", l.Steps[index].Name)}
	}
	s, err := t.open(ctx, l, index)
	if err != nil {
		return quit, err
	}
	defer s.Close()
	switch {
	case t.Keys == nil && t.Yes:
		return t.alone(ctx, s)
	case s.Step().IsTask():
		return t.task(ctx, s)
	}
	return t.demo(ctx, s)
}

// arrive opens the step that the learner is at; nil at the end of the course.
func (t *Tutor) arrive(ctx context.Context) (*learner.Sitting, error) {
	l, index, err := t.here()
	if err != nil || l == nil {
		return nil, err
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
