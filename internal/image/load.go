package image

import (
	"context"
	"io"
	"io/fs"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/cluster/nodeutils"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Loader puts local images into a cluster's nodes, as "kind load" does.
type Loader struct {
	Engine   Engine
	Nodes    func() ([]nodes.Node, error)
	Progress func(format string, args ...any)

	once singleflight.Group
}

// Load makes sure that an image of the course is on every node, and gives
// the nodes' names. Calls for one image at the same time share the work.
func (l *Loader) Load(ctx context.Context, name string) ([]string, error) {
	names, err, _ := l.once.Do(name, func() (any, error) { return l.load(ctx, Reference(name)) })
	if err != nil {
		return nil, &UnavailableError{Reference(name), err, i18n.Text("check the cluster with `labs status`")}
	}
	return names.([]string), nil
}

func (l *Loader) load(ctx context.Context, reference string) ([]string, error) {
	local, err := ID(ctx, l.Engine, reference)
	if err != nil {
		return nil, err
	}
	if local == "" {
		return nil, i18n.Errorf("it is not on this machine, so it cannot be loaded: build it first")
	}
	found, err := l.Nodes()
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, i18n.Errorf("the cluster has no node")
	}
	var names []string
	for _, node := range found {
		if tags, err := nodeutils.ImageTags(node, local); err != nil || !tags[reference] {
			l.Progress("Loading %s into %s", reference, node)
			if err := l.transfer(ctx, reference, node); err != nil {
				return nil, i18n.Errorf("load it into node %s: %w", node, err)
			}
		}
		names = append(names, node.String())
	}
	return names, ctx.Err()
}

// Remove takes an image of a course off the nodes and the engine, if it is there.
func (l *Loader) Remove(ctx context.Context, name string) error {
	found, err := l.Nodes()
	if err != nil {
		return err
	}
	for _, node := range found {
		if err := node.CommandContext(ctx, "ctr", "--namespace=k8s.io", "images", "rm", Reference(name)).Run(); err != nil {
			return i18n.Errorf("remove image %s from node %s: %w", Reference(name), node, err)
		}
	}
	if id, err := ID(ctx, l.Engine, Reference(name)); id == "" {
		return err
	}
	_, err = l.Engine.Output(ctx, "image", "rm", Reference(name))
	return err
}

// transfer streams the image from the engine into the node's containerd.
func (l *Loader) transfer(ctx context.Context, reference string, node nodes.Node) error {
	reader, writer := io.Pipe()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := l.Engine.Run(ctx, nil, writer, "save", reference)
		writer.CloseWithError(err)
		return err
	})
	group.Go(func() error {
		err := nodeutils.LoadImageArchive(node, reader)
		reader.CloseWithError(err)
		return err
	})
	return group.Wait()
}

// lookEvery is the time between two looks at a node that starts.
const lookEvery = 200 * time.Millisecond

// Prepare builds images of a course, and loads some of them, while the cluster's
// nodes are made: it waits for those. It is only ahead of its time: what fails
// here is done, and said, when a lab needs it.
func Prepare(ctx context.Context, b *Builder, l *Loader, course fs.FS, build, load []string) {
	var group errgroup.Group
	for _, name := range load {
		group.Go(func() error {
			if err := b.Ensure(ctx, course, name); err != nil || !l.started(ctx) {
				return err
			}
			_, err := l.Load(ctx, name)
			return err
		})
	}
	_ = group.Wait()
	for _, name := range build {
		_ = b.Ensure(ctx, course, name)
	}
}

// started waits until the nodes' containerd answers.
func (l *Loader) started(ctx context.Context) bool {
	for ; ctx.Err() == nil; limit.Pause(ctx, lookEvery) {
		nodes, err := l.Nodes()
		if err != nil || len(nodes) == 0 {
			continue
		}
		answer := true
		for _, node := range nodes {
			answer = answer && node.CommandContext(ctx, "ctr", "version").Run() == nil
		}
		if answer {
			return true
		}
	}
	return false
}
