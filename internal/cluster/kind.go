package cluster

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	kind "sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/cluster/nodes"

	"labs.local/labs/internal/engine"
)

// readyLimit is how long a cluster may take to become ready.
const readyLimit = 3 * time.Minute

// Kind provides a cluster by kind.
type Kind struct {
	Name   string
	Dir    Dir
	Engine *engine.Engine
	// Ready asks the API server that a kubeconfig names whether it and its
	// nodes are ready, and says why not.
	Ready func(ctx context.Context, kubeconfig string) error
	// Image finds the node image, when a cluster has to be made.
	Image func(ctx context.Context) (string, error)
	// Progress is told what is being done.
	Progress func(format string, args ...any)

	provider *kind.Provider
}

var _ Provider = (*Kind)(nil)

func (k *Kind) kind() *kind.Provider {
	if k.provider == nil {
		option := kind.ProviderWithNerdctl(k.Engine.Name)
		switch k.Engine.Name {
		case "docker":
			option = kind.ProviderWithDocker()
		case "podman":
			option = kind.ProviderWithPodman()
		}
		k.provider = kind.NewProvider(option, kind.ProviderWithLogger(logger{k.Progress}))
	}
	return k.provider
}

// Nodes gives the cluster's nodes, for kind's own helpers.
func (k *Kind) Nodes() ([]nodes.Node, error) { return k.kind().ListInternalNodes(k.Name) }

// Status looks at the containers and, where they run, at the API server.
func (k *Kind) Status(ctx context.Context) (Status, error) {
	found, err := k.containers(ctx)
	if err != nil {
		return Status{}, err
	}
	known, err := k.Dir.read()
	if err != nil {
		return Status{}, err
	}
	status := Status{State: k.state(found, known), Engine: k.Engine.Name}
	for _, c := range found {
		status.Nodes, status.Image = append(status.Nodes, c.name), c.image
	}
	if status.State == Running {
		if err := k.Ready(ctx, k.Dir.Kubeconfig()); err != nil {
			status.State, status.Reason = Broken, err.Error()
		}
	}
	if status.State == Broken && status.Reason == "" {
		status.Reason = "its creation was not finished"
	}
	return status, nil
}

// state compares what the engine has with what is remembered.
func (k *Kind) state(found []container, known *record) State {
	switch {
	case len(found) == 0:
		return Absent
	case known == nil || !known.made(found):
		return Foreign
	case len(known.Nodes) == 0:
		return Broken
	case slices.ContainsFunc(found, func(c container) bool { return !c.running }):
		return Stopped
	}
	return Running
}

// made says whether the containers are those of the record: the same, or,
// where the creation was cut short, younger than its beginning.
func (r *record) made(found []container) bool {
	return !slices.ContainsFunc(found, func(c container) bool {
		if len(r.Nodes) == 0 {
			return c.created.Before(r.Created.Truncate(time.Second))
		}
		return !slices.Contains(r.Nodes, c.id)
	})
}

// Up makes the cluster, starts it, or does nothing.
func (k *Kind) Up(ctx context.Context) error {
	status, err := k.Status(ctx)
	if err != nil {
		return err
	}
	switch status.State {
	case Running:
		return nil
	case Absent:
		return k.create(ctx)
	case Stopped:
		return k.start(ctx, status.Nodes)
	case Foreign:
		return k.foreign()
	}
	known, err := k.Dir.read()
	if err == nil && known != nil && len(known.Nodes) == 0 {
		k.Progress("Removing what an interrupted creation left")
		if err := k.Down(ctx); err != nil {
			return err
		}
		return k.create(ctx)
	}
	return &UnavailableError{k.Name, "it runs but is not ready: " + status.Reason, "labs down removes it, labs up makes a new one"}
}

func (k *Kind) foreign() error {
	return &UnavailableError{k.Name, "a kind cluster of this name exists, and labs did not make it; it is left alone", "choose another name with --name"}
}

// Down removes the cluster, its state and, where labs brought it, kind's
// network. It does nothing where there is no cluster.
func (k *Kind) Down(ctx context.Context) error {
	found, err := k.containers(ctx)
	if err != nil {
		return err
	}
	known, err := k.Dir.read()
	if err != nil {
		return err
	}
	switch k.state(found, known) {
	case Foreign:
		return k.foreign()
	case Absent:
	default:
		if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
			return fmt.Errorf("remove cluster %q: %w", k.Name, err)
		}
	}
	if known != nil && known.Network != "" {
		// Refused while another cluster is on the network, and that is right.
		_, _ = k.Engine.Output(ctx, "network", "rm", known.Network)
	}
	return os.RemoveAll(string(k.Dir))
}
