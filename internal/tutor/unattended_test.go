package tutor_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/tutor"
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
	for name, act := range map[string]func(*room) error{
		"next":  func(r *room) error { return r.Run(t.Context()) },
		"watch": func(r *room) error { r.Watch = true; return r.Run(t.Context()) },
		"reset": func(r *room) error { _, err := r.Reset(t.Context(), r.Learner.Course.Labs[0]); return err },
		"solve": func(r *room) error {
			testkit.Must(t, r.Learner.Skip(r.Learner.Course.Labs[0], "demo"))
			return r.Solve(t.Context(), true)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := enter(t)
			r.Keys = nil
			err := act(r)
			if !errors.As(err, new(*tutor.UnattendedError)) {
				t.Errorf("got %v", err)
			}
			if calls := r.world.Calls(); strings.Contains(calls, "exec one/web/: env") || strings.Contains(calls, "delete") {
				t.Errorf("it did %s", calls)
			}
		})
	}
}
