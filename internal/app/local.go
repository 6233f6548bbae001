package app

import (
	"cmp"
	"context"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/limit"
)

// local is a cluster of labs' own on this machine. It is asked itself first, and
// its engine where that is not enough.
type local struct {
	parts *parts
	name  string
}

var _ target = &local{}

// kind gives what manages it, by its engine.
func (l *local) kind(ctx context.Context) (*cluster.Kind, error) {
	return l.parts.kind(ctx, command.ClusterOptions{Name: l.name})
}

// Status goes by the engine, which knows when the nodes were started; without
// one, a cluster that answers runs.
func (l *local) Status(ctx context.Context) (cluster.Status, error) {
	k, err := l.kind(ctx)
	if err != nil {
		return l.answering(ctx, err)
	}
	return k.Status(ctx)
}

// Await waits as the engine shows that it is worth it; without one, a cluster that
// answers needs no wait.
func (l *local) Await(ctx context.Context) (cluster.Status, error) {
	k, err := l.kind(ctx)
	if err != nil {
		return l.answering(ctx, err)
	}
	return k.Await(ctx)
}

// Alive asks the engine only for why the cluster does not answer.
func (l *local) Alive(ctx context.Context) error {
	if l.ready(ctx) == nil {
		return nil
	}
	status, err := l.Status(ctx)
	if err != nil {
		return err
	}
	return status.Usable(l.name)
}

// Logs has the engine give them.
func (l *local) Logs(ctx context.Context, dir string) error {
	k, err := l.kind(ctx)
	if err != nil {
		return err
	}
	return k.Logs(ctx, dir)
}

// hopeless asks the engine whether the nodes run.
func (l *local) hopeless(ctx context.Context) error {
	k, err := l.kind(ctx)
	if err != nil {
		return err
	}
	return k.Runs(ctx)
}

// images are built by the engine, and loaded into the nodes.
func (l *local) images(ctx context.Context) (imageTools, error) {
	k, err := l.kind(ctx)
	if err != nil {
		return imageTools{}, err
	}
	status, made := l.parts.dir(l.name).Made()
	if !made {
		status, err = k.Status(ctx)
	}
	return imageTools{
		engine:  k.Engine.Name,
		builder: builder(k.Engine, status.Image, l.parts.Status),
		loader:  &image.Loader{Engine: k.Engine, Nodes: k.Nodes, Progress: l.parts.Status.Set},
	}, err
}

// answering describes a cluster that answers while no engine does, for which the
// error is given otherwise.
func (l *local) answering(ctx context.Context, unavailable error) (cluster.Status, error) {
	status, made := l.parts.dir(l.name).Made()
	if !made || l.ready(ctx) != nil {
		return cluster.Status{}, unavailable
	}
	return status, nil
}

// ready asks the API server alone.
func (l *local) ready(ctx context.Context) error {
	dir := l.parts.dir(l.name)
	ctx, cancel := context.WithTimeout(ctx, dir.Pace().Of(limit.Ready))
	defer cancel()
	return ready(ctx, dir.Kubeconfig(), time.Time{})
}

func ready(ctx context.Context, kubeconfig string, started time.Time) error {
	client, err := kube.New(kubeconfig)
	if err != nil {
		return err
	}
	return client.Ready(ctx, started)
}

func elect(ctx context.Context, kubeconfig string, started time.Time) error {
	client, err := kube.New(kubeconfig)
	if err != nil {
		return err
	}
	return client.Elect(ctx, started)
}

func (p *parts) lifecycle(ctx context.Context, options command.ClusterOptions) (command.Lifecycle, error) {
	k, err := p.kind(ctx, options)
	if err != nil {
		return nil, err
	}
	return k, nil
}

// kind makes what manages a cluster of labs' own, where an engine answers.
func (p *parts) kind(ctx context.Context, options command.ClusterOptions) (*cluster.Kind, error) {
	e, err := p.engine(ctx, options.Name)
	if err != nil {
		return nil, err
	}
	nodes := p.nodes(e)
	k := &cluster.Kind{
		Name: options.Name, Dir: p.dir(options.Name), Engine: e, Force: options.Force, All: options.All, Progress: p.Status.Set, Ready: ready, Elect: elect,
		Image: func(ctx context.Context) (string, error) {
			return nodes.Resolve(ctx, cmp.Or(options.NodeImage, image.Auto))
		},
		Failed: filepath.Join(xdg.CacheHome, "labs", "failed", options.Name),
	}
	if !options.NoSnapshot {
		k.Snapshots = p.disk.Snapshots
	}
	if options.Course != nil {
		k.Prepare = p.prepare(k, options.Course)
	}
	return k, nil
}
