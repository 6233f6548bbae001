package app

import (
	"context"
	"io/fs"

	"labs.local/labs/internal/command"
)

// target is a cluster that labs run on; each kind of cluster is one type. What
// labs keeps of it on this machine is in its cluster.Dir.
type target interface {
	command.Cluster
	// hopeless says why its API server cannot come back, or nil.
	hopeless(ctx context.Context) error
	// images gives what builds images and brings them to its nodes.
	images(ctx context.Context) (imageTools, error)
}

type imageTools struct {
	// engine is what the command lines of a lesson call the engine.
	engine  string
	builder interface {
		Ensure(ctx context.Context, course fs.FS, name string) error
		Build(ctx context.Context, course fs.FS, name string) (id string, err error)
	}
	loader interface {
		Load(ctx context.Context, name string) (nodes []string, err error)
		Remove(ctx context.Context, name string) error
	}
}

// target gives the cluster of a name, which need not exist.
func (p *parts) target(name string) target { return &local{p, name} }

func (p *parts) cluster(name string) command.Cluster { return p.target(name) }
