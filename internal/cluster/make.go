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
	"labs.local/labs/internal/limit"
)

// make makes it from the snapshot of a key, where there is one that starts, and
// otherwise as kind does.
func (k *Kind) make(ctx context.Context, known *record, key string) (restored bool, err error) {
	if restored, err = k.restored(ctx, known, key); restored || err != nil {
		return restored, err
	}
	known.Pace, err = (&boot{Kind: k, limit: limit.Start}).attend(ctx, func(ctx context.Context) error { return k.provision(ctx, known.Image) })
	if err != nil {
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
		if lookErr != nil || seen.state() == Foreign || !nameTaken(err) && !(nodeExists(err) && seen.state() == Unfinished) {
			return err
		}
		if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
			return plain(err)
		}
	}
	return err
}

// nodeExists says whether kind found a node of the cluster (alreadyExists in its cluster/internal/create).
func nodeExists(err error) bool { return strings.Contains(err.Error(), "already exist for a cluster") }

// nameTaken says whether another container has the name that a node was to have.
func nameTaken(err error) bool {
	failed, ok := errors.AsType[*engine.CommandError](err)
	return ok && strings.Contains(failed.Stderr, "already in use")
}

// restored makes it from the snapshot of a key, or says that none starts.
func (k *Kind) restored(ctx context.Context, known *record, key string) (bool, error) {
	state := k.state(key)
	if state == nil {
		return false, nil
	}
	err := k.restore(ctx, known, state)
	if err == nil || ctx.Err() != nil || errors.As(err, new(*unreachableError)) {
		return err == nil, err
	}
	k.Progress("Cannot start the snapshot; creating the cluster without it: %v", err)
	_ = k.Snapshots.Remove(key)
	return false, plain(k.kind().Delete(k.Name, k.Dir.Kubeconfig()))
}

// run has kind create the cluster. What fails is left as it is, to be looked at.
// Kind takes no context: when it ends early, the nodes are removed, and kind's
// work with them fails.
func (k *Kind) run(ctx context.Context, image string, options ...kind.CreateOption) error {
	if err := os.WriteFile(k.Dir.Kubeconfig(), nil, 0o600); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		done <- k.kind().Create(k.Name, append(options, kind.CreateWithRetain(true), kind.CreateWithV1Alpha4Config(configuration()),
			kind.CreateWithNodeImage(image), kind.CreateWithKubeconfigPath(k.Dir.Kubeconfig()))...)
	}()
	select {
	case err := <-done:
		if err != nil && ctx.Err() == nil {
			return i18n.Errorf("create cluster %q from image %q: %w", k.Name, image, plain(err))
		}
		return context.Cause(ctx)
	case <-ctx.Done():
		if errors.Is(context.Cause(ctx), context.Canceled) {
			k.Progress("Interrupted: removing the unfinished cluster %q", k.Name)
		}
		for {
			_ = k.kind().Delete(k.Name, k.Dir.Kubeconfig())
			select {
			case <-done:
				return context.Cause(ctx)
			case <-time.After(time.Second):
			}
		}
	}
}

// tuneScript fits CoreDNS, where there is one, to a cluster of one node: one
// replica is enough, and it is asked often whether it is ready, because Pods
// wait for it. By itself it would be asked every ten seconds.
const tuneScript = `export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl --namespace=kube-system get deployment coredns >/dev/null 2>&1 || exit 0
kubectl --namespace=kube-system patch deployment coredns --patch='
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: coredns
        readinessProbe: {periodSeconds: 1}'`

func (k *Kind) tune(ctx context.Context) error {
	node, err := k.node()
	if err != nil {
		return err
	}
	return plain(script(ctx, node, tuneScript, nil))
}

// prepare begins what can be done meanwhile, and gives what ends it, which waits
// for it within a limit: a registry that is slow to answer keeps nobody waiting.
func (k *Kind) prepare(ctx context.Context, image string) (prepared func(limit time.Duration)) {
	if k.Prepare == nil {
		return func(time.Duration) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.Prepare(ctx, image)
	}()
	return func(limit time.Duration) {
		defer time.AfterFunc(limit, cancel).Stop()
		<-done
		cancel()
	}
}
