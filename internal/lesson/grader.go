package lesson

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/learner"
)

// A task is graded at each change in the cluster and, since files in a Pod change without one, ever less often besides.
const (
	firstLook   = 250 * time.Millisecond
	longestLook = 15 * time.Second
)

// movedEvery is the time between two looks at the progress file, which another labs may have changed.
const movedEvery = time.Second

// round is one grading.
type round struct {
	checks    []event.CheckFinished
	err       error
	explained bool
}

// signature is the same for gradings that would look the same.
func (r round) signature() string {
	var b strings.Builder
	for _, c := range r.checks {
		fmt.Fprintf(&b, "%v: %v\n", c.Statement, c.Err)
	}
	return b.String()
}

// grader grades a task again and again until it is passed.
type grader struct {
	rounds chan round
	// faults has what the watch of the cluster could not do, moved that the learner is at another step.
	faults chan error
	moved  chan struct{}

	changes chan struct{}
	// asked has the task graded now, and explained.
	asked chan bool
	stop  func()
}

// grade starts to grade. Nobody else may touch the step before it is stopped.
func (l *Lesson) grade(ctx context.Context, s *learner.OpenStep) (*grader, error) {
	ctx, cancel := context.WithCancel(ctx)
	g := &grader{
		rounds: make(chan round), faults: make(chan error, 1), moved: make(chan struct{}, 1),
		changes: make(chan struct{}, 1), asked: make(chan bool, 1),
	}
	done := make(chan struct{})
	g.stop = func() { cancel(); <-done }
	err := l.Learner.Cluster.Changes(ctx, s.Session.Values["namespace"], func(err error) {
		if err != nil {
			notify(g.faults, err)
			return
		}
		notify(g.changes, struct{}{})
	})
	if err != nil {
		cancel()
		return nil, err
	}
	go l.follow(ctx, s, g)
	go func() {
		defer close(done)
		g.run(ctx, s)
	}()
	return g, nil
}

// notify sends what can wait for its reader only once.
func notify[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

func (g *grader) run(ctx context.Context, s *learner.OpenStep) {
	explained, pause := false, firstLook
	for {
		r := gradeOnce(ctx, s, explained)
		select {
		case <-ctx.Done():
			return
		case g.rounds <- r:
		}
		if r.err == nil {
			return
		}
		explained = false
		select {
		case <-ctx.Done():
			return
		case <-g.changes:
			pause = firstLook
		case explained = <-g.asked:
		case <-time.After(pause):
			pause = min(2*pause, longestLook)
		}
	}
}

func gradeOnce(ctx context.Context, s *learner.OpenStep, explained bool) round {
	r := round{explained: explained}
	r.err = s.GradeNow(ctx, explained, func(e event.Event) {
		if c, ok := e.(event.CheckFinished); ok {
			r.checks = append(r.checks, c)
		}
	})
	return r
}

// follow tells when another labs has moved the learner.
func (l *Lesson) follow(ctx context.Context, s *learner.OpenStep, g *grader) {
	ticker := time.NewTicker(movedEvery)
	defer ticker.Stop()
	file := string(l.Learner.File)
	before, _ := os.Stat(file)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now, err := os.Stat(file)
		if err != nil || before != nil && now.ModTime().Equal(before.ModTime()) {
			continue
		}
		before = now
		if l.elsewhere(s) {
			notify(g.moved, struct{}{})
		}
	}
}

// elsewhere says whether the learner is at another step by now.
func (l *Lesson) elsewhere(s *learner.OpenStep) bool {
	p, err := l.Learner.Progress()
	if err != nil {
		return false
	}
	of, index := p.Where(l.Learner.Course)
	return of != s.Lab || index != s.Index
}
