package runner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// fails is an answer.
func fails(context.Context) (lab.Output, error) { return lab.Output{}, errors.New("broken") }

func TestAFailingOperationEndsTheLabAndIsCleanedUp(t *testing.T) {
	s := set(t, demo, demoAnswers)
	s.on("apply", fails)
	err := s.Test(t.Context(), s.lab, once)
	testkit.Golden(t, "operation.txt", s.log.String())
	var step *runner.StepError
	if !errors.As(err, &step) {
		t.Fatalf("got %v, want a StepError", err)
	}
	testkit.Equal(t, []any{step.Lab == s.lab, step.Step == &s.lab.Steps[1], step.Check == nil}, []any{true, true, true})
	if calls := s.Calls(); !strings.HasSuffix(calls, "\napply in one-x: ip: 10.0.0.7\ndelete namespace one-x") {
		t.Errorf("the calls were\n%s", calls)
	}
}

func TestACaptureThatFailsEndsTheStep(t *testing.T) {
	s := set(t, demo, demoAnswers)
	s.on("field", fails)
	testkit.Equal(t, testkit.Text(s.Test(t.Context(), s.lab, once)), `lab "one", step "create": capture "clusterIP": broken`)
}

func TestWhatCannotBePreparedIsCleanedUp(t *testing.T) {
	for _, call := range []string{"create namespace", "ensure toolbox", "load proxy"} {
		t.Run(call, func(t *testing.T) {
			s := set(t, demo, nil)
			s.on(call, fails)
			testkit.Equal(t, testkit.Text(s.Test(t.Context(), s.lab, once)), "broken")
			testkit.Equal(t, s.log.String(), "lab one in one-x\nprepared: broken\ncleaned: <nil>\nfinished with 0 steps and 0 checks: broken\n")
			if calls := s.Calls(); !strings.HasSuffix(calls, "\ndelete namespace one-x") {
				t.Errorf("the calls were\n%s", calls)
			}
		})
	}
}

func TestAnInterruptionStillRemovesTheNamespace(t *testing.T) {
	for _, call := range []string{"ensure", "wait", "field", "watch", "exec", "request"} {
		t.Run(call, func(t *testing.T) {
			s := set(t, demo, demoAnswers)
			ctx, cancel := context.WithCancel(t.Context())
			s.on(call, func(ctx context.Context) (lab.Output, error) {
				cancel()
				<-ctx.Done()
				return lab.Output{}, ctx.Err()
			})
			removed := false
			s.on("delete namespace", func(ctx context.Context) (lab.Output, error) {
				removed = ctx.Err() == nil
				return lab.Output{}, ctx.Err()
			})
			if err := s.Test(ctx, s.lab, once); !errors.Is(err, context.Canceled) || !removed {
				t.Errorf("error %v, namespace removed: %v", err, removed)
			}
			if strings.Contains(s.log.String(), "✗") {
				t.Errorf("a check that was cut short counts as failed:\n%s", s.log.String())
			}
		})
	}
}

func TestTheCleanUpHasALimitAndAnError(t *testing.T) {
	s := set(t, demo, demoAnswers)
	s.on("delete namespace", func(ctx context.Context) (lab.Output, error) {
		<-ctx.Done()
		return lab.Output{}, ctx.Err()
	})
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		err := s.Test(t.Context(), s.lab, once)
		testkit.Equal(t, testkit.Text(err), "clean up: context deadline exceeded")
		testkit.Equal(t, time.Since(started), 2*time.Minute)
	})
}

func TestAFailedCleanUpHidesNoFailedCheck(t *testing.T) {
	s := set(t, demo, demoAnswers)
	s.on("apply", fails)
	s.on("delete namespace", fails)
	testkit.Equal(t, testkit.Text(s.Test(t.Context(), s.lab, once)), `lab "one", step "read": apply manifest "pod.yaml": broken
clean up: broken`)
}
