package command

import (
	"context"
	"slices"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
)

// disk is what labs has on this machine besides clusters.
type disk struct {
	images    []image.Own
	snapshots []snapshot.File
}

func (s *Setup) disk(ctx context.Context, e image.Engine) (d disk, err error) {
	if d.images, err = image.ListOwn(ctx, e); err != nil {
		return d, err
	}
	d.snapshots, err = s.Snapshots.List()
	return d, err
}

// say prints one line. A layer that images share counts once, with the node
// images where they have it.
func (d disk) say(s *Setup) {
	var snapshots int64
	for _, f := range d.snapshots {
		snapshots += f.Bytes
	}
	nodes := image.Bytes(slices.DeleteFunc(slices.Clone(d.images), func(i image.Own) bool { return !i.Node }))
	others := image.Bytes(d.images) - nodes
	s.Streams.Say("  disk        node images %s, images of labs %s, snapshots %s (labs prune)", term.Size(nodes), term.Size(others), term.Size(snapshots))
}
