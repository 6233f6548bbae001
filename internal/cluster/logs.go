package cluster

import (
	"context"

	"labs.local/labs/internal/i18n"
)

// Logs writes what kind exports: the logs of the nodes, of what runs on them,
// and what the engine says of their containers.
func (k *Kind) Logs(ctx context.Context, dir string) error {
	done := make(chan error, 1)
	go func() { done <- k.kind().CollectLogs(k.Name, dir) }() // takes no context
	select {
	case err := <-done:
		if err != nil {
			return i18n.Errorf("collect the logs of cluster %q: %w", k.Name, plain(err))
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
