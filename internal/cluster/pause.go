package cluster

import (
	"context"
	"errors"
	"strings"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

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

// addressTaken says whether a node did not start because its port on the host
// is in use: by another container, or by another program.
func addressTaken(err error) bool {
	var failed *engine.CommandError
	return errors.As(err, &failed) &&
		(strings.Contains(failed.Stderr, "port is already allocated") || strings.Contains(failed.Stderr, "address already in use"))
}
