package cluster

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// readyEvery is the time between two looks.
const readyEvery = 100 * time.Millisecond

// again is how many times longer a cluster that does not answer has than the first
// look at it: the machine may have become slower. persist is how many times as long
// as an answer took it may say that it is not ready: what is slow to answer is slow to
// get well, too, and what is said at once is so.
const again, persist = 6, 10

// Status looks at the containers and, where they run, at the cluster.
func (k *Kind) Status(ctx context.Context) (Status, error) {
	seen, err := k.look(ctx)
	if err != nil {
		return Status{}, err
	}
	status := k.describes(seen)
	if status.State != Running {
		return status, nil
	}
	if err := k.looks(ctx, seen.started(), k.Dir.Pace().Of(limit.Ready)); err != nil && ctx.Err() == nil {
		status.State, status.Reason = Broken, i18n.Text("%v", err)
	}
	return status, ctx.Err()
}

// looks looks whether the cluster is ready since its nodes were started, and does not
// take the first no of a slow machine for an answer.
func (k *Kind) looks(ctx context.Context, started time.Time, within time.Duration) error {
	began := time.Now()
	for most := within; ; most = again * within {
		look := time.Now()
		err := k.ask(ctx, started, most)
		longest := persist * time.Since(look)
		if errors.Is(err, context.DeadlineExceeded) {
			longest = again * within
		}
		if err == nil || ctx.Err() != nil || time.Since(began) > longest {
			return err
		}
		limit.Pause(ctx, readyEvery)
	}
}

// ask asks once whether the cluster is ready since its nodes were started.
func (k *Kind) ask(ctx context.Context, started time.Time, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err := k.Ready(ctx, k.Dir.Kubeconfig(), started)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &lateError{within, err}
	}
	return err
}

// lateError is a look that had no answer in time.
type lateError struct {
	within time.Duration
	err    error
}

func (e *lateError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *lateError) Localized() i18n.Message {
	return i18n.Text("no answer within %s: %v", e.within, e.err)
}

func (e *lateError) Unwrap() error { return context.DeadlineExceeded }

// ready waits until the cluster is ready; its leaders are elected as soon as that can be asked for.
func (k *Kind) ready(ctx context.Context, started time.Time, pace limit.Pace, within time.Duration) error {
	until := time.Now().Add(within)
	elected := false
	for waiting := false; ; waiting = true {
		elected = elected || k.Elect(ctx, k.Dir.Kubeconfig(), started) == nil
		err := k.ask(ctx, started, pace.Of(limit.Ready))
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case time.Now().After(until):
			return &UnavailableError{k.Name, i18n.Text("not ready after %s: %v", within, err), slowHint}
		case !waiting:
			k.Progress("Waiting for the nodes")
		}
		limit.Pause(ctx, readyEvery)
	}
}

// slowHint does not throw away a cluster that is only slow.
var slowHint = i18n.Text("on a slow or busy machine, run labs up again to keep waiting; to start over, run labs down, then labs up")
