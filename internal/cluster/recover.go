package cluster

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Await waits for a cluster whose nodes run, for example because somebody has just
// restarted them, sees to its kubeconfig, and says how it is. Of another cluster it gives
// why it cannot be used.
func (k *Kind) Await(ctx context.Context) (Status, error) {
	status, err := k.Status(ctx)
	if err != nil || status.State != Broken {
		return status, cmp.Or(err, status.Usable(k.Name))
	}
	if err := k.recover(ctx); err != nil {
		return Status{}, err
	}
	return k.Status(ctx)
}

// recover waits for a cluster whose nodes run, longer where they were started a moment ago.
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

// comeBack waits until a cluster that was made before is ready; answer limits the wait for its API server.
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

// Pause stops the nodes: they take no memory and no processor any more, and Up
// starts them. It does nothing for a cluster that is stopped.
func (k *Kind) Pause(ctx context.Context) error {
	status, err := k.containers(ctx)
	if err != nil {
		return err
	}
	switch status.State {
	case Absent:
		return NotFound(k.Name)
	case Foreign:
		return k.foreign(status.Reason)
	case Unfinished:
		return &UnavailableError{k.Name, status.Reason, i18n.Text("create a new one with `labs up`")}
	}
	k.Progress("Stopping the nodes")
	for _, node := range status.Nodes {
		_, _ = k.Engine.Output(ctx, "container", "unpause", node) // an error where it is not paused
		if _, err := k.Engine.Output(ctx, "container", "stop", node); err != nil {
			return err
		}
	}
	return nil
}

// start starts the stopped nodes, which keep their address on the host; where
// another program has that by now, the cluster moves to another.
func (k *Kind) start(ctx context.Context, nodes []string) error {
	k.Progress("Starting the stopped cluster %q", k.Name)
	for _, node := range nodes {
		_, _ = k.Engine.Output(ctx, "container", "unpause", node) // an error where it is not paused
		_, err := k.Engine.Output(ctx, "container", "start", node)
		if addressTaken(err) {
			return k.move(ctx)
		}
		if err != nil {
			return err
		}
	}
	return k.comeBack(ctx, limit.Start)
}

// addressTaken says whether a node did not start because its port on the host is in use.
func addressTaken(err error) bool {
	failed, ok := errors.AsType[*engine.CommandError](err)
	return ok && (strings.Contains(failed.Stderr, "port is already allocated") || strings.Contains(failed.Stderr, "address already in use"))
}
