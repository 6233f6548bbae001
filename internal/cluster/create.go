package cluster

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	kind "sigs.k8s.io/kind/pkg/cluster"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
)

// create makes the cluster. What it was about to make is written down first,
// so that a creation that is cut short can be told from a foreign cluster.
func (k *Kind) create(ctx context.Context, began time.Time) error {
	image, err := k.Image(ctx)
	if err != nil {
		return err
	}
	known := &record{Engine: k.Engine.Name, Image: image, Created: began}
	if _, err := k.Engine.Output(ctx, "network", "inspect", "kind"); err != nil {
		known.Network = "kind"
	}
	key, err := k.key(ctx, image)
	if err != nil {
		return err
	}
	restored := false
	err = k.record(ctx, known, func() (err error) {
		restored, err = k.make(ctx, image, key)
		return err
	})
	if err != nil || restored {
		return err
	}
	return k.keep(ctx, key, image)
}

// began is when the creation began, that of an attempt before it included which
// was killed moments ago.
func (k *Kind) began() time.Time {
	now := time.Now().UTC()
	before, err := k.Dir.read()
	if err != nil || before == nil || len(before.Nodes) > 0 || before.Created.Before(now.Add(-time.Minute)) {
		return now
	}
	return before.Created
}

// record does what makes a cluster, and sees to it that what is remembered is
// true at each moment. What was not made to its end is removed.
func (k *Kind) record(ctx context.Context, known *record, work func() error) error {
	if err := k.Dir.write(known); err != nil {
		return err
	}
	prepared := k.prepare(ctx, known.Image)
	if err := work(); err != nil {
		prepared(true)
		return errors.Join(err, k.undo())
	}
	prepared(false)
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
	return k.ready(ctx, readyLimit)
}

// prepare begins what can be done meanwhile, and gives what waits for its end.
func (k *Kind) prepare(ctx context.Context, image string) (prepared func(stop bool)) {
	if k.Prepare == nil {
		return func(bool) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.Prepare(ctx, image)
	}()
	return func(stop bool) {
		if stop {
			cancel()
		}
		<-done
		cancel()
	}
}

// make makes it from the snapshot of a key, where there is one that starts, and
// otherwise as kind does.
func (k *Kind) make(ctx context.Context, image, key string) (restored bool, err error) {
	if restored, err = k.restored(ctx, image, key); restored || err != nil {
		return restored, err
	}
	if err := k.provision(ctx, image); err != nil {
		return false, err
	}
	return false, k.tune(ctx)
}

// provisionLimit is how often a node is made whose name something else has.
const provisionLimit = 5

// provision has kind make the node, again where what another labs had begun
// came in between: the engine goes on with it when that labs was killed.
func (k *Kind) provision(ctx context.Context, image string, options ...kind.CreateOption) (err error) {
	for range provisionLimit {
		err = k.run(ctx, image, options...)
		if err == nil || ctx.Err() != nil {
			return err
		}
		seen, lookErr := k.look(ctx)
		if lookErr != nil || seen.state() != Unfinished && !nameTaken(err) {
			return err
		}
		if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
			return plain(err)
		}
	}
	return err
}

// nameTaken says whether another container has the name that a node was to have.
func nameTaken(err error) bool {
	var failed *engine.CommandError
	return errors.As(err, &failed) && strings.Contains(failed.Stderr, "already in use")
}

// restored makes it from the snapshot of a key, or says that there is none that
// starts.
func (k *Kind) restored(ctx context.Context, image, key string) (bool, error) {
	state := k.state(key)
	if state == nil {
		return false, nil
	}
	err := k.restore(ctx, image, state)
	if err == nil {
		err = k.ready(ctx, restoreLimit)
	}
	if err == nil || ctx.Err() != nil {
		return err == nil, err
	}
	k.Progress("The snapshot did not start, so the cluster is made without it: %v", err)
	_ = k.Snapshots.Remove(key)
	return false, plain(k.kind().Delete(k.Name, k.Dir.Kubeconfig()))
}

// run has kind create the cluster. Kind takes no context: when it ends early,
// the nodes are removed, and kind's work with them fails.
func (k *Kind) run(ctx context.Context, image string, options ...kind.CreateOption) error {
	if err := os.WriteFile(k.Dir.Kubeconfig(), nil, 0o600); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		done <- k.kind().Create(k.Name, append(options, kind.CreateWithV1Alpha4Config(configuration()),
			kind.CreateWithNodeImage(image), kind.CreateWithKubeconfigPath(k.Dir.Kubeconfig()))...)
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
		case <-time.After(200 * time.Millisecond):
		}
	}
}
