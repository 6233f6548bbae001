package cluster

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/testkit"
)

// wait waits until a cluster is ready on a clock of its own, and gives how
// long that took.
func wait(t *testing.T, ready func() error) (took time.Duration, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		k := &Kind{Name: "labs", Progress: func(string, ...any) {}, Elect: elect, Ready: func(context.Context, string, time.Time) error {
			err := ready()
			if errors.Is(err, context.Canceled) {
				cancel()
			}
			return err
		}}
		started := time.Now()
		err = k.ready(ctx, time.Time{}, 1, 20*time.Second)
		took = time.Since(started)
	})
	return took, err
}

func elect(context.Context, string, time.Time) error { return nil }

func TestLeadersAreElectedOnceThatCanBeAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var elected, ready int
		k := &Kind{Name: "labs", Progress: func(string, ...any) {}, Elect: func(context.Context, string, time.Time) error {
			if elected++; elected < 3 {
				return errors.New("forbidden")
			}
			return nil
		}, Ready: func(context.Context, string, time.Time) error {
			if ready++; ready < 6 {
				return errors.New("not yet")
			}
			return nil
		}}
		testkit.Must(t, k.ready(t.Context(), time.Time{}, 1, 20*time.Second))
		testkit.Equal(t, []int{elected, ready}, []int{3, 6})
	})
}

func TestAClusterIsAskedUntilItIsReady(t *testing.T) {
	asked := 0
	took, err := wait(t, func() error {
		if asked++; asked < 4 {
			return errors.New("not yet")
		}
		return nil
	})
	testkit.Must(t, err)
	testkit.Equal(t, took, 300*time.Millisecond)
}

func TestAClusterThatIsNeverReadySaysWhatItLacks(t *testing.T) {
	took, err := wait(t, func() error { return errors.New("no node has registered yet") })
	testkit.Equal(t, testkit.Text(err), `cluster "labs": not ready after 20s: no node has registered yet`+"\nhint: on a slow or busy machine, run labs up again to keep waiting; to start over, run labs down, then labs up")
	testkit.Equal(t, took, 20*time.Second+readyEvery)
	if !errors.As(err, new(*UnavailableError)) {
		t.Errorf("a %T, want an UnavailableError", err)
	}
}

func TestAnInterruptedWaitEndsAtOnce(t *testing.T) {
	took, err := wait(t, func() error { return context.Canceled })
	if !errors.Is(err, context.Canceled) || took != 0 {
		t.Errorf("got %v after %s", err, took)
	}
}
