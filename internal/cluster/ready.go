package cluster

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/i18n"
)

// readyEvery is the time between two looks.
const readyEvery = 100 * time.Millisecond

// ready waits until the API server and the nodes are ready.
func (k *Kind) ready(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for waiting := false; ; waiting = true {
		err := k.Ready(ctx, k.Dir.Kubeconfig())
		if err == nil {
			return nil
		}
		if !waiting {
			k.Progress("Waiting for the nodes")
		}
		select {
		case <-ctx.Done():
			if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return ctx.Err()
			}
			return &UnavailableError{k.Name, i18n.Text("not ready after %s: %v", limit, err), i18n.Text("labs down removes it, labs up makes a new one")}
		case <-time.After(readyEvery):
		}
	}
}
