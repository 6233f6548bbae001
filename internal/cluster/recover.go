package cluster

import (
	"context"
	"time"

	"labs.local/labs/internal/limit"
)

// Await waits for a cluster whose nodes run, because somebody has just restarted
// them say, and sees to its kubeconfig. Of another cluster it gives why it cannot
// be used.
func (k *Kind) Await(ctx context.Context) error {
	status, err := k.Status(ctx)
	if err != nil {
		return err
	}
	if status.State == Broken {
		return k.recover(ctx)
	}
	return status.Usable(k.Name)
}

// recover waits for a cluster whose nodes run: for long where they were started a
// moment ago.
func (k *Kind) recover(ctx context.Context) error {
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	return k.comeBack(ctx, recoveryTime(seen.started(), k.Dir.Pace()))
}

// recoveryTime is how long a cluster is waited for whose nodes were started then.
func recoveryTime(started time.Time, pace limit.Pace) time.Duration {
	return max(pace.Of(limit.Recover), pace.Of(limit.Settle)-time.Since(started)).Round(time.Second)
}

// comeBack waits until a cluster that was made before is ready, and within a limit
// for its API server.
func (k *Kind) comeBack(ctx context.Context, answer time.Duration) error {
	if err := k.repair(ctx); err != nil {
		return err
	}
	k.Progress("Waiting for the API server")
	pace, err := (&boot{Kind: k, limit: answer, made: true}).attend(ctx, func(context.Context) error { return nil })
	if err != nil {
		return err
	}
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	// A start shows the pace; a wait that began later, only a part of it.
	if known := seen.record; known != nil && (pace > known.Pace || answer == limit.Start) {
		known.Pace = pace
		if err := k.Dir.write(known); err != nil {
			return err
		}
	}
	pace = max(pace, k.Dir.Pace())
	return k.ready(ctx, seen.started(), pace, recoveryTime(seen.started(), pace))
}
