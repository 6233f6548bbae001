package mutate

import (
	"context"
	"time"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/runner"
)

// slack is how many times as long as the unchanged lab a mutant may wait for
// an object.
const slack = 3

// pace is how fast the unchanged lab of a batch goes. A mutant whose Pod never
// becomes ready need not be waited for much longer than one that does.
type pace struct {
	// passed is closed when the unchanged lab has passed; longest is its
	// longest wait, to be read after that.
	passed  chan struct{}
	longest time.Duration
}

func newPace() *pace { return &pace{passed: make(chan struct{})} }

// set is the cluster of the unchanged lab, which sets the pace.
type set struct {
	runner.Cluster
	pace *pace
}

func (s *set) WaitFor(ctx context.Context, o kube.Object, condition string) error {
	started := time.Now()
	err := s.Cluster.WaitFor(ctx, o, condition)
	s.pace.longest = max(s.pace.longest, time.Since(started))
	return err
}

// kept is the cluster of a mutant, which has to keep the pace.
type kept struct {
	runner.Cluster
	pace     *pace
	patience time.Duration
}

func (k *kept) WaitFor(ctx context.Context, o kube.Object, condition string) error {
	started := time.Now()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	go func() {
		select {
		case <-ctx.Done():
			return
		case <-k.pace.passed:
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(started.Add(slack*k.pace.longest + k.patience))):
			end(context.DeadlineExceeded)
		}
	}()
	return k.Cluster.WaitFor(ctx, o, condition)
}
