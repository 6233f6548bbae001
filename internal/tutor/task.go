package tutor

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/learner"
)

// settle is how long the cluster has to be quiet before a failed grading is
// shown: a Pod that starts goes through many states.
const settle = 1500 * time.Millisecond

// aliveEvery is the least time between two looks at the cluster itself.
const aliveEvery = 5 * time.Second

// task waits for the learner's own work, grading it as the cluster changes.
func (t *Tutor) task(ctx context.Context, s *learner.Sitting) (outcome, error) {
	g, err := t.follow(ctx, s)
	if err != nil {
		return quit, err
	}
	defer g.stop()
	w := &waiting{Tutor: t, sitting: s, grader: g}
	for {
		out, done, err := w.next(ctx)
		if done || err != nil {
			return out, err
		}
	}
}

// waiting is the state of the conversation at a task.
type waiting struct {
	*Tutor
	sitting *learner.Sitting
	grader  *grader
	// demanded says that the demands have been shown, and shown is what was
	// seen last; quiet fires when a failure has settled.
	demanded bool
	shown    string
	quiet    <-chan time.Time
	alive    time.Time
	// keys gives what is pressed at the prompt that is on the screen; nil where
	// there is none.
	keys <-chan rune
}

// clear makes room for something to be printed.
func (w *waiting) clear() {
	if w.keys != nil {
		w.unprompt()
		w.keys = nil
	}
}

func (w *waiting) choices() []choice {
	return append([]choice{{'\n', i18n.Text("Enter check")}, {'n', i18n.Text("n next")}}, always()...)
}

// next waits for one thing to happen, and deals with it.
func (w *waiting) next(ctx context.Context) (out outcome, done bool, err error) {
	if w.Keys != nil && w.demanded && w.keys == nil {
		w.keys = w.prompt(w.choices())
	}
	select {
	case <-ctx.Done():
		w.clear()
		return quit, true, ctx.Err()
	case key, open := <-w.keys:
		w.clear()
		if !open {
			return quit, true, context.Canceled
		}
		return w.press(ctx, key)
	case r := <-w.grader.rounds:
		return w.judge(ctx, r)
	case <-w.quiet:
		w.quiet = nil
		w.grader.ask(true)
	case err := <-w.grader.faults:
		return w.fault(ctx, err)
	case <-w.grader.moved:
		w.clear()
		return moved, true, nil
	}
	return 0, false, nil
}

func (w *waiting) press(ctx context.Context, key rune) (outcome, bool, error) {
	switch key = normal(key); key {
	case '\n', 'c':
		w.shown = ""
		w.Status.Busy("Checking")
		w.grader.ask(true)
		return 0, false, nil
	case '?':
		w.explain(w.choices())
		return 0, false, nil
	case 'n', 's':
		w.grader.stop()
		key = 's'
	}
	return w.common(ctx, w.sitting, key)
}

// judge shows what a grading came to, as far as it is new.
func (w *waiting) judge(ctx context.Context, r round) (outcome, bool, error) {
	var gone *learner.GoneError
	var away *learner.UnreachableError
	switch {
	case r.err == nil:
		w.show(r)
		w.grader.stop()
		out, err := w.passed(ctx, w.sitting)
		return out, true, err
	case errors.As(r.err, &gone):
		w.clear()
		w.Lesson.Say("The namespace %s is gone: somebody deleted it. It is made again, with what the steps before this one made.", gone.Namespace)
		return again, true, nil
	case errors.As(r.err, &away):
		return w.fault(ctx, away)
	case len(r.checks()) == 0:
		return quit, true, r.err
	case !w.demanded:
		w.demanded = true
		w.Lesson.Demands(r.checks())
		w.shown = r.signature()
	case r.explained && r.signature() != w.shown:
		w.shown = r.signature()
		w.show(r)
	case !r.explained && r.signature() != w.shown:
		w.quiet = time.After(settle)
	}
	return 0, false, nil
}

func (w *waiting) show(r round) {
	w.clear()
	w.Lesson.Gap()
	for _, e := range r.events {
		w.Lesson.Sink(e)
	}
	w.Status.Clear()
}

// fault looks whether it is the cluster that went away.
func (w *waiting) fault(ctx context.Context, err error) (outcome, bool, error) {
	if time.Since(w.alive) < aliveEvery {
		return 0, false, nil
	}
	w.alive = time.Now()
	if err := w.Alive(ctx); err != nil {
		w.clear()
		return quit, true, err
	}
	return 0, false, nil
}
