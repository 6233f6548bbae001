package cluster

import (
	"context"
	"errors"
	"os"
	"time"

	kind "sigs.k8s.io/kind/pkg/cluster"

	"labs.local/labs/internal/i18n"
)

// create makes the cluster. What it was about to make is written down first,
// so that a creation that is cut short can be told from a foreign cluster.
func (k *Kind) create(ctx context.Context) error {
	image, err := k.Image(ctx)
	if err != nil {
		return err
	}
	known := &record{Engine: k.Engine.Name, Image: image, Created: time.Now().UTC()}
	if _, err := k.Engine.Output(ctx, "network", "inspect", "kind"); err != nil {
		known.Network = "kind"
	}
	if err := k.Dir.write(known); err != nil {
		return err
	}
	if err := k.run(ctx, image); err != nil {
		return errors.Join(err, k.undo())
	}
	found, err := k.nodeContainers(ctx)
	if err != nil {
		return err
	}
	for _, c := range found {
		known.Nodes = append(known.Nodes, c.id)
	}
	if err := k.Dir.write(known); err != nil {
		return err
	}
	k.refuseUnrouted(ctx)
	return k.ready(ctx, readyLimit)
}

// run has kind create the cluster. Kind takes no context: when it ends early,
// the nodes are removed, and kind's work with them fails.
func (k *Kind) run(ctx context.Context, image string) error {
	if err := os.WriteFile(k.Dir.Kubeconfig(), nil, 0o600); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		done <- k.kind().Create(k.Name, kind.CreateWithNodeImage(image), kind.CreateWithKubeconfigPath(k.Dir.Kubeconfig()))
	}()
	select {
	case err := <-done:
		if err != nil && ctx.Err() == nil {
			return i18n.Errorf("create cluster %q from image %q: %w", k.Name, image, plain(err))
		}
		return ctx.Err()
	case <-ctx.Done():
		k.Progress("Interrupted: removing what was made of cluster %q", k.Name)
		for {
			_ = k.kind().Delete(k.Name, k.Dir.Kubeconfig())
			select {
			case <-done:
				return ctx.Err()
			case <-time.After(time.Second):
			}
		}
	}
}

// undo removes a half-made cluster, though the context may be over.
func (k *Kind) undo() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return k.Down(ctx)
}

// start starts the stopped nodes, which keep their address on the host.
func (k *Kind) start(ctx context.Context, nodes []string) error {
	k.Progress("Starting the stopped cluster %q", k.Name)
	for _, node := range nodes {
		_, _ = k.Engine.Output(ctx, "container", "unpause", node) // an error where it is not paused
		if _, err := k.Engine.Output(ctx, "container", "start", node); err != nil {
			return err
		}
	}
	k.refuseUnrouted(ctx)
	return k.ready(ctx, readyLimit)
}

// ready waits until the API server and the nodes are ready.
func (k *Kind) ready(ctx context.Context, limit time.Duration) error {
	k.Progress("Waiting for the nodes")
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := k.Ready(ctx, k.Dir.Kubeconfig())
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return ctx.Err()
			}
			return &UnavailableError{k.Name, i18n.Text("not ready after %s: %v", limit, err), i18n.Text("labs down removes it, labs up makes a new one")}
		case <-time.After(200 * time.Millisecond):
		}
	}
}
