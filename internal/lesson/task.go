package lesson

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/learner"
)

// settle is how long the cluster has to be quiet before a failure is explained: a Pod that starts changes a lot.
const settle = 1500 * time.Millisecond

// aliveEvery is the least time between two looks at the cluster itself.
const aliveEvery = 5 * time.Second

// task waits for the learner's own work, grading it as the cluster changes.
func (l *Lesson) task(ctx context.Context, s *learner.OpenStep) (outcome, error) {
	g, err := l.grade(ctx, s)
	if err != nil {
		return quit, err
	}
	defer g.stop()
	w := &openTask{Lesson: l, step: s, grader: g}
	for {
		out, done, err := w.next(ctx)
		if done || err != nil {
			return out, err
		}
	}
}

// openTask is a task that the learner is at.
type openTask struct {
	*Lesson
	step   *learner.OpenStep
	grader *grader
	// graded is the grading that was reported last, explained the last of those that were
	// explained; "" before the first. quiet fires when a failure has settled.
	graded, explained string
	quiet             <-chan time.Time
	alive             time.Time
	// answer has the action that answers the last offer; nil where there is none.
	answer <-chan Act
}

// next waits for one thing to happen, and deals with it.
func (w *openTask) next(ctx context.Context) (out outcome, done bool, err error) {
	if w.Attended && w.graded != "" && w.answer == nil {
		w.answer = w.offer(always(w.step.Step(), event.Offer{Action: event.Check, Label: i18n.Text("check")}, event.Offer{Action: event.Skip, Label: i18n.Text("next")}))
	}
	defer func() {
		if done || err != nil {
			w.close()
		}
	}()
	select {
	case <-ctx.Done():
		return quit, true, ctx.Err()
	case a := <-w.answer:
		w.answer = nil
		w.report(event.ActionTaken{Action: a.Action})
		return w.take(ctx, a)
	case r := <-w.grader.rounds:
		return w.judge(ctx, r)
	case <-w.quiet:
		w.quiet = nil
		notify(w.grader.asked, true)
	case <-w.grader.faults:
		return w.lookAtCluster(ctx)
	case <-w.grader.moved:
		return moved, true, nil
	}
	return 0, false, nil
}

// close takes back what was offered, before the task is left.
func (w *openTask) close() {
	if w.answer != nil {
		w.answer = nil
		w.withdraw()
	}
}

// take does what the learner asks for.
func (w *openTask) take(ctx context.Context, a Act) (outcome, bool, error) {
	switch a.Action {
	case event.Check:
		w.explained = ""
		w.working(i18n.Text("Checking"))
		notify(w.grader.asked, true)
		return 0, false, nil
	case event.Skip, event.Apply:
		w.grader.stop()
	}
	out, left, err := w.act(ctx, w.step, a)
	switch {
	case err != nil:
		return again, true, w.forgive(ctx, err)
	case !left:
		return again, a.Action == event.Apply, nil
	case out == passed:
		return passed, true, w.pass(ctx, w.step)
	}
	return out, true, nil
}

// judge reports what a grading came to, as far as it is new.
func (w *openTask) judge(ctx context.Context, r round) (outcome, bool, error) {
	signature := r.signature()
	switch {
	case r.err == nil:
		w.close()
		w.tell(r)
		w.grader.stop()
		return passed, true, w.pass(ctx, w.step)
	case errors.As(r.err, new(*learner.GoneError)):
		w.report(event.NamespaceLost{Lab: w.step.Lab, Namespace: w.step.Lab.Metadata.Name})
		return again, true, nil
	case errors.As(r.err, new(*learner.UnreachableError)):
		return w.lookAtCluster(ctx)
	case len(r.checks) == 0:
		return quit, true, r.err
	case w.graded == "":
		w.explained = signature
		w.tell(r)
	case r.explained && signature != w.explained:
		w.explained = signature
		w.tell(r)
	case !r.explained && signature != w.explained:
		w.quiet = time.After(settle)
		if signature != w.graded {
			w.tell(r)
		}
	}
	return 0, false, nil
}

func (w *openTask) tell(r round) {
	w.graded = r.signature()
	w.report(event.TaskGraded{Lab: w.step.Lab, Step: w.step.Step(), Checks: r.checks, Explained: r.explained, Passed: r.err == nil})
}

// lookAtCluster ends the task if the cluster is lost, and looks at most every aliveEvery.
func (w *openTask) lookAtCluster(ctx context.Context) (outcome, bool, error) {
	if time.Since(w.alive) < aliveEvery {
		return 0, false, nil
	}
	w.alive = time.Now()
	err := w.lost(ctx)
	return quit, err != nil, err
}
