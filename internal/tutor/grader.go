package tutor

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/learner"
)

// A task is graded at each change in the cluster. What a Pod's files say
// changes without any: it is looked at again, ever less often.
const (
	firstLook   = 250 * time.Millisecond
	longestLook = 15 * time.Second
)

// movedEvery is the time between two looks at the progress file, which
// another labs may have changed.
const movedEvery = time.Second

// round is one grading.
type round struct {
	events    []event.Event
	err       error
	explained bool
}

func (r round) checks() []event.CheckFinished {
	var checks []event.CheckFinished
	for _, e := range r.events {
		if c, ok := e.(event.CheckFinished); ok {
			checks = append(checks, c)
		}
	}
	return checks
}

// signature is the same for gradings that would look the same.
func (r round) signature() string {
	var b strings.Builder
	for _, c := range r.checks() {
		fmt.Fprintf(&b, "%v: %v\n", c.Statement, c.Err)
	}
	return b.String()
}

// grader grades a task again and again until it is passed.
type grader struct {
	rounds chan round
	faults chan error
	moved  chan struct{}

	changes chan struct{}
	asked   chan bool
	stop    func()
}

// follow starts to grade. Nobody else may touch the sitting before it is
// stopped.
func (t *Tutor) follow(ctx context.Context, s *learner.Sitting) (*grader, error) {
	ctx, cancel := context.WithCancel(ctx)
	g := &grader{
		rounds: make(chan round), faults: make(chan error, 1), moved: make(chan struct{}, 1),
		changes: make(chan struct{}, 1), asked: make(chan bool, 1),
	}
	done := make(chan struct{})
	g.stop = func() { cancel(); <-done }
	err := t.Learner.Cluster.Changes(ctx, s.Values["namespace"], func(err error) {
		if err != nil {
			offer(g.faults, err)
			return
		}
		offer(g.changes, struct{}{})
	})
	if err != nil {
		cancel()
		return nil, err
	}
	go t.lookout(ctx, s, g)
	go func() {
		defer close(done)
		t.gradeOn(ctx, s, g)
	}()
	return g, nil
}

// offer sends what can wait for its reader only once.
func offer[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

// ask has the task graded now, and explained.
func (g *grader) ask(explained bool) { offer(g.asked, explained) }

func (t *Tutor) gradeOn(ctx context.Context, s *learner.Sitting, g *grader) {
	explained, pause := false, firstLook
	for {
		r := t.gradeOnce(ctx, s, explained)
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

// gradeOnce collects what a grading tells instead of showing it.
func (t *Tutor) gradeOnce(ctx context.Context, s *learner.Sitting, explained bool) round {
	r := round{explained: explained}
	t.collect(&r.events)
	defer t.collect(nil)
	s.Unexplained = !explained
	defer func() { s.Unexplained = false }()
	r.err = s.Grade(ctx, 0)
	return r
}

func (t *Tutor) collect(events *[]event.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.round = events
}

// lookout tells when another labs has moved the learner.
func (t *Tutor) lookout(ctx context.Context, s *learner.Sitting, g *grader) {
	ticker := time.NewTicker(movedEvery)
	defer ticker.Stop()
	file := string(t.Learner.File)
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
		if t.elsewhere(s) {
			offer(g.moved, struct{}{})
		}
	}
}
