package cluster

import (
	"context"
	"os"
	"sync"
	"time"

	kind "sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/cluster/nodes"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/snapshot"
)

// Kind provides a cluster by kind.
type Kind struct {
	Name   string
	Dir    Dir
	Engine *engine.Engine
	// Ready asks the API server that a kubeconfig names whether the cluster is
	// ready since its nodes were started, and says why not.
	Ready func(ctx context.Context, kubeconfig string, started time.Time) error
	// Elect has the control plane elect its leaders at once, of which those before its
	// nodes were started are gone.
	Elect func(ctx context.Context, kubeconfig string, started time.Time) error
	// Image finds the node image, when a cluster has to be made.
	Image func(ctx context.Context) (string, error)
	// Snapshots is where the states of new clusters are kept; "" means that none
	// are kept or used.
	Snapshots snapshot.Store
	// Failed is the folder for the logs of a node that did not start.
	Failed string
	// Prepare, where it is set, is done while a cluster is made of a node image; it
	// ends early when the context does.
	Prepare func(ctx context.Context, image string)
	// Force lets Down remove a cluster that labs did not make.
	Force bool
	// All lets Down remove what is the learner's too.
	All bool
	// Progress is told what is being done.
	Progress func(format string, args ...any)

	once     sync.Once
	provider *kind.Provider
}

func (k *Kind) kind() *kind.Provider {
	k.once.Do(func() {
		option := kind.ProviderWithNerdctl(k.Engine.Name)
		switch k.Engine.Name {
		case "docker":
			option = kind.ProviderWithDocker()
		case "podman":
			option = kind.ProviderWithPodman()
		}
		k.provider = kind.NewProvider(option, kind.ProviderWithLogger(logger{Progress: k.Progress}))
	})
	return k.provider
}

// Nodes gives the cluster's nodes, for kind's own helpers.
func (k *Kind) Nodes() ([]nodes.Node, error) { return k.kind().ListInternalNodes(k.Name) }

// Runs says why the nodes cannot be reached, whatever the API server in them
// does, or nil.
func (k *Kind) Runs(ctx context.Context) error {
	status, err := k.containers(ctx)
	if err != nil {
		return err
	}
	return status.Usable(k.Name)
}

// containers is Status without a look at the API server.
func (k *Kind) containers(ctx context.Context) (Status, error) {
	seen, err := k.look(ctx)
	if err != nil {
		return Status{}, err
	}
	return k.describes(seen), nil
}

func (k *Kind) describes(s seen) Status {
	status := Status{State: s.state(), Engine: k.Engine.Name}
	for _, c := range s.containers {
		status.Nodes, status.Image = append(status.Nodes, c.name), c.image
	}
	switch status.State {
	case Unfinished:
		status.Reason = i18n.Text("its creation was interrupted")
	case Foreign:
		status.Reason = s.foreign()
	}
	return status
}

// Up makes the cluster, starts it, or does nothing.
func (k *Kind) Up(ctx context.Context) error {
	status, err := k.Status(ctx)
	if err != nil {
		return err
	}
	switch status.State {
	case Absent:
		return k.create(ctx, k.began())
	case Stopped:
		return k.start(ctx, status.Nodes)
	case Broken:
		return k.recover(ctx)
	case Foreign:
		return k.foreign(status.Reason)
	case Unfinished:
		k.Progress("Cleaning up after an interrupted creation")
		began := k.began()
		if err := k.remove(ctx); err != nil {
			return err
		}
		return k.create(ctx, began)
	}
	return nil
}

func (k *Kind) foreign(reason i18n.Message) error {
	return &UnavailableError{k.Name, i18n.Text("%v; labs does not change it", reason),
		i18n.Text("choose another name with --name; if you do not need that cluster, remove it with `labs down --force`")}
}

// Down removes the cluster, its state and, where labs brought it, kind's
// network. What is the learner's stays unless All is set. It does nothing where there is no cluster.
func (k *Kind) Down(ctx context.Context) error {
	if k.Failed != "" {
		_ = os.RemoveAll(k.Failed)
	}
	if err := k.remove(ctx); err != nil {
		return err
	}
	_ = snapshot.Store(k.Dir).Remove(moving)
	_ = os.Remove(string(k.Dir)) // only where nothing is left in it
	return nil
}

func (k *Kind) remove(ctx context.Context) error {
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	if seen.state() == Foreign && !k.Force {
		return k.foreign(seen.foreign())
	}
	if len(seen.containers) > 0 {
		if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
			return i18n.Errorf("remove cluster %q: %w", k.Name, plain(err))
		}
	}
	if seen.record != nil && seen.record.Network != "" {
		// Refused while another cluster is on the network, and that is right.
		_, _ = k.Engine.Output(ctx, "network", "rm", seen.record.Network)
	}
	return k.Dir.remove(k.All)
}
