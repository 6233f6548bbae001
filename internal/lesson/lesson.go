// Package lesson takes one learner through a course without a screen: it knows where they are and what they can do now,
// does what they ask for, grades their own work, and reports all of it as events. Whoever shows a lesson reads its log,
// and whoever speaks for the learner calls Do; there may be several of both.
package lesson

import (
	"context"
	"reflect"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/progress"
)

// Options are what a lesson needs to know of where it takes place.
type Options struct {
	// Lock keeps other processes from the cluster.
	Lock func(ctx context.Context) (unlock func(), err error)
	// Alive says why the cluster cannot be used, or nil.
	Alive func(ctx context.Context) error
	// Attended says that somebody is there to act.
	Attended bool
	// Yes runs everything, the solutions of tasks too, and asks nothing.
	Yes bool
	// Watch goes on by itself when a step is passed.
	Watch bool
}

// Lesson is that of one learner. One call of Run, or of another method that acts, is in
// progress at a time; Do may be called from anywhere.
type Lesson struct {
	Options
	// Learner takes the lesson.
	Learner *learner.Learner
	log     *event.Log
	desk    desk
	// known is the progress that was reported last.
	known *progress.Overview
}

// New makes a lesson that reports to a log. The learner's runner, where there is one, reports to the same.
func New(l *learner.Learner, log *event.Log, options Options) *Lesson {
	return &Lesson{Options: options, Learner: l, log: log}
}

func (l *Lesson) report(e event.Event) { l.log.Add(e) }

func (l *Lesson) working(on i18n.Message) { l.report(event.Working{Text: on}) }

// outcome is how a step ended.
type outcome int

const (
	moved  outcome = iota // the learner is at another step, or at the start of this one
	again                 // the same step is to be opened once more
	passed                // the step's checks hold
	quit
)

// Run takes the learner from step to step until they have enough. Where nobody can act,
// it runs nothing unless it may run everything; the error is an *UnattendedError then.
func (l *Lesson) Run(ctx context.Context) error {
	for out := moved; out != quit; {
		of, index, err := l.here()
		if err != nil || of == nil {
			return err
		}
		if out == moved {
			l.report(event.LessonShown{Lab: of, Index: index})
		}
		if out, err = l.visit(ctx, of, index); err != nil {
			return err
		}
		if out == passed {
			if out, err = l.after(ctx, of); err != nil {
				return err
			}
		}
	}
	return nil
}

// here is where the learner is; nil at the end of the course, which is reported.
func (l *Lesson) here() (*lab.Lab, int, error) {
	p, err := l.progress()
	if err != nil {
		return nil, 0, err
	}
	if l.known.Lab == nil {
		l.report(end(l.Learner.Course, p))
	}
	return l.known.Lab, l.known.Index, nil
}

// progress reads how far the learner is, and reports it where that is new.
func (l *Lesson) progress() (*progress.Course, error) {
	p, err := l.Learner.Progress()
	if err != nil {
		return nil, err
	}
	if now := p.Overview(l.Learner.Course); l.known == nil || !reflect.DeepEqual(now, *l.known) {
		l.known = &now
		l.report(event.ProgressChanged{Overview: now})
	}
	return p, nil
}

// end is how far the whole course went.
func end(course *lab.Course, p *progress.Course) event.CourseFinished {
	e := event.CourseFinished{}
	for _, l := range course.Labs {
		done := p.Of(l.Metadata.Name)
		e.Spent += done.Spent
		for i := range l.Steps {
			switch done.State(l.Steps[i].Name) {
			case progress.Passed:
				e.Passed++
			case progress.Skipped:
				e.Skipped = append(e.Skipped, Path(l, &l.Steps[i]))
			}
		}
	}
	return e
}

// Path is LAB/STEP.
func Path(l *lab.Lab, step *lab.Step) string { return l.Metadata.Name + "/" + step.Name }

// visit takes the learner through one step.
func (l *Lesson) visit(ctx context.Context, of *lab.Lab, index int) (outcome, error) {
	step := &of.Steps[index]
	if !l.Attended && !l.Yes && !(l.Watch && step.IsTask()) {
		return quit, &UnattendedError{i18n.Text("step %s was not run: it waits for Enter, but there is no interactive terminal\nhint: run it in a terminal, or run all remaining steps with labs next --yes; run labs check to check your own work", step.Name)}
	}
	s, err := l.open(ctx, of, index)
	if err != nil {
		return quit, err
	}
	defer s.Session.Close()
	switch {
	case !l.Attended && l.Yes:
		if err := l.do(ctx, s); err != nil {
			return quit, err
		}
		return passed, l.pass(ctx, s)
	case step.IsTask():
		return l.task(ctx, s)
	}
	return l.demo(ctx, s)
}

// arrive opens the step that the learner is at; nil at the end of the course.
func (l *Lesson) arrive(ctx context.Context) (*learner.OpenStep, error) {
	of, index, err := l.here()
	if err != nil || of == nil {
		return nil, err
	}
	return l.open(ctx, of, index)
}

func (l *Lesson) open(ctx context.Context, of *lab.Lab, index int) (*learner.OpenStep, error) {
	if applies, err := of.Applies(l.Learner.Runner.Version); err == nil && !applies {
		l.report(event.Notice{Lab: of, Text: i18n.Text("this lab is written for Kubernetes %s, but the cluster has %s: what it describes may differ from what you see", of.Kubernetes, l.Learner.Runner.Version)})
	}
	unlock, err := l.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return l.Learner.Open(ctx, of, index)
}

// lost says why the cluster cannot be used, and reports it; nil where it can be.
func (l *Lesson) lost(ctx context.Context) error {
	err := l.Alive(ctx)
	if err != nil {
		l.report(event.ClusterLost{Err: err})
	}
	return err
}
