package lesson_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/testkit"
)

func TestOnlyEnterRunsAStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		_, err := r.sit(t, func() {
			synctest.Wait()
			r.press(" nxyc")
			if calls := r.world.Calls(); strings.Contains(calls, "exec") {
				t.Errorf("it ran without Enter: %s", calls)
			}
			r.press("q")
		})
		testkit.Must(t, err)
	})
}

func TestWhereNobodyIsAskedNothingRunsOrGoes(t *testing.T) {
	for name, act := range map[string]func(*room, context.Context, *lesson.Lesson) error{
		"next":  func(_ *room, ctx context.Context, l *lesson.Lesson) error { return l.Run(ctx) },
		"watch": func(_ *room, ctx context.Context, l *lesson.Lesson) error { l.Watch = true; return l.Run(ctx) },
		"reset": func(r *room, ctx context.Context, l *lesson.Lesson) error {
			_, err := l.Reset(ctx, r.learner.Course.Labs[0])
			return err
		},
		"solve": func(r *room, ctx context.Context, l *lesson.Lesson) error {
			testkit.Must(t, r.learner.Skip(r.learner.Course.Labs[0], "demo"))
			return l.Solve(ctx, true)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := enter(t)
			r.Attended = false
			_, err := r.act(t, func(ctx context.Context, l *lesson.Lesson) error { return act(r, ctx, l) }, func() {})
			if !errors.As(err, new(*lesson.UnattendedError)) {
				t.Errorf("got %v", err)
			}
			if calls := r.world.Calls(); strings.Contains(calls, "exec one/web/: env") || strings.Contains(calls, "delete") {
				t.Errorf("it did %s", calls)
			}
		})
	}
}
