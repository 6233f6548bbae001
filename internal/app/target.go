package app

import (
	"context"

	"labs.local/labs/internal/command"
	"labs.local/labs/internal/image"
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
	builder *image.Builder
	loader  interface {
		Load(ctx context.Context, name string) (nodes []string, err error)
		Remove(ctx context.Context, name string) error
	}
}

// target gives the cluster of a name, which need not exist.
func (p *parts) target(name string) target { return &local{p, name} }

func (p *parts) cluster(name string) command.Cluster { return p.target(name) }
