package image

import (
	"context"
	"io/fs"
	"time"

	"golang.org/x/sync/errgroup"
)

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
	for ; ctx.Err() == nil; wait(ctx, lookEvery) {
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

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
