package command

import (
	"cmp"
	"context"
	"errors"
	"io/fs"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
)

// Cluster is what labs run on, whoever made it.
type Cluster interface {
	// Status says how the cluster is.
	Status(ctx context.Context) (cluster.Status, error)
	// Alive is nil where labs can run now, and otherwise the reason why not.
	Alive(ctx context.Context) error
	// Await waits for a cluster that comes back, and says how it is, or why it cannot be used.
	Await(ctx context.Context) (cluster.Status, error)
	// Logs writes what the nodes have logged into a folder, which it makes.
	Logs(ctx context.Context, dir string) error
}

// Clusters gives the cluster of a name, which need not exist.
type Clusters func(name string) Cluster

// Lifecycle makes, starts, stops and removes one cluster.
type Lifecycle interface {
	// Status says how the cluster is.
	Status(ctx context.Context) (cluster.Status, error)
	// Inotify says why the kernel does not carry the nodes, or nil.
	Inotify(ctx context.Context) error
	// Up makes the cluster, or starts it, or finds that nothing is to do.
	Up(ctx context.Context) error
	// Pause stops the cluster; Up starts it again.
	Pause(ctx context.Context) error
	// Down removes the cluster and all that came with it.
	Down(ctx context.Context) error
}

// Lifecycles gives the lifecycle of a cluster; the error is that nothing on this machine can make clusters.
type Lifecycles func(ctx context.Context, options ClusterOptions) (Lifecycle, error)

// managed works on a cluster while no other process does.
func (s *Setup) managed(ctx context.Context, all Lifecycles, o ClusterOptions, work func(Lifecycle) error) error {
	unlock, err := s.lock(ctx, o.Name)
	if err != nil {
		return err
	}
	defer unlock()
	lifecycle, err := all(ctx, o)
	if err != nil {
		return err
	}
	return work(lifecycle)
}

// ClusterOptions say which cluster is meant.
type ClusterOptions struct {
	Name string
	// NodeImage is what a new cluster is made from; "" means image.Auto.
	NodeImage string
	// Course is the one whose images are brought while a cluster is made, or nil.
	Course *lab.Course
	// NoSnapshot makes a new cluster the long way, and keeps no snapshot of it.
	NoSnapshot bool
	// Force removes also a cluster that labs did not make.
	Force bool
	// All removes the learner's progress and files with it.
	All bool
}

// Engines gives the container engine of a cluster, or for "" the one to use.
type Engines func(ctx context.Context, cluster string) (*engine.Engine, error)

// Connect makes a runner for a cluster that answers, which reports to emit, and what else the learner's moves ask of
// the cluster. Work gives the files that the learner wrote for a lab; it may be nil.
type Connect func(ctx context.Context, name string, course *lab.Course, work func(lab string) fs.FS, emit event.Sink) (*runner.Runner, learner.Cluster, error)

// cause gives, of labs that failed, the reason where that was a cluster, or what it runs on, that went away meanwhile.
func cause(ctx context.Context, on Cluster, err error) error {
	failed := errors.As(err, new(*FailedError)) || errors.As(err, new(*runner.StepError))
	if ctx.Err() != nil || !failed && !errors.As(err, new(*learner.UnreachableError)) {
		return err
	}
	return cmp.Or(on.Alive(ctx), err)
}
