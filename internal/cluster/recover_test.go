package cluster

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestAClusterThatWasRestartedIsWaitedFor(t *testing.T) {
	k := stage(t, known("a"), node("a", 0))
	asked := 0
	k.Ready = func(context.Context, string, time.Time) error {
		if asked++; asked < 3 {
			return errors.New("connection refused")
		}
		return nil
	}
	status, err := k.Await(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, status.State, Running)
	testkit.Equal(t, asked, 4)
}

func TestAClusterThatCannotComeIsNotWaitedFor(t *testing.T) {
	for name, test := range map[string]struct {
		known      *record
		containers []container
		problem    string
	}{
		"absent":  {known("a"), nil, `cluster "labs" does not exist`},
		"stopped": {known("a"), []container{stopped(node("a", 0))}, `cluster "labs": cannot run labs (state: stopped)`},
		"foreign": {nil, []container{node("a", 0)}, `cluster "labs": cannot run labs (state: not managed by labs)`},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			if _, err := k.Await(t.Context()); !strings.HasPrefix(testkit.Text(err), test.problem) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestHowLongAClusterIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		testkit.Equal(t, recoveryTime(now.Add(-time.Hour), 1), limit.Recover)
		testkit.Equal(t, recoveryTime(now.Add(-time.Hour), 10), 10*limit.Recover)
		testkit.Equal(t, recoveryTime(now.Add(-time.Second), 1), limit.Settle-time.Second)
		testkit.Equal(t, recoveryTime(now, 10), 10*limit.Settle)
	})
}

// A look that had no answer in time is made once more, with more time: a machine
// that is busy for a moment has no broken cluster.
func TestAClusterThatAnswersLateIsNotBroken(t *testing.T) {
	k := stage(t, &record{Nodes: []string{"a"}, Pace: 2}, node("a", 0))
	var limits []time.Duration
	k.Ready = func(ctx context.Context, _ string, _ time.Time) error {
		until, _ := ctx.Deadline()
		limits = append(limits, time.Until(until).Round(time.Second))
		if len(limits) == 1 {
			return context.DeadlineExceeded
		}
		return nil
	}
	status, err := k.Status(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, status.State, Running)
	testkit.Equal(t, limits, []time.Duration{2 * limit.Ready, again * 2 * limit.Ready})
}

func TestALookThatHasNoAnswerNamesItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &Kind{Ready: func(ctx context.Context, _ string, _ time.Time) error {
			<-ctx.Done()
			return errors.New("the API server is not ready: timeout")
		}}
		err := k.ask(t.Context(), time.Time{}, 10*time.Second)
		testkit.Equal(t, testkit.Text(err), "no answer within 10s: the API server is not ready: timeout")
		testkit.Equal(t, errors.Is(err, context.DeadlineExceeded), true)
	})
}

func TestTheFirstNoOfASlowMachineIsNoAnswer(t *testing.T) {
	for took, ready := range map[time.Duration]bool{3 * time.Second: true, time.Millisecond: false} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			k := &Kind{Ready: func(context.Context, string, time.Time) error {
				time.Sleep(took)
				if time.Since(began) < 10*time.Second {
					return errors.New("etcd failed")
				}
				return nil
			}}
			err := k.looks(t.Context(), time.Time{}, 5*time.Second)
			testkit.Equal(t, err == nil, ready)
			if spent := time.Since(began); !ready && spent > time.Second {
				t.Errorf("it took %s to see that nothing listens", spent)
			}
		})
	}
}
