package command

import (
	"context"

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

// say prints one line: layers that images share are counted for each.
func (d disk) say(s *Setup) {
	var nodes, others, snapshots int64
	for _, i := range d.images {
		if i.Node {
			nodes += i.Bytes
		} else {
			others += i.Bytes
		}
	}
	for _, f := range d.snapshots {
		snapshots += f.Bytes
	}
	s.Streams.Say("  disk        node images %s, images of labs %s, snapshots %s (labs prune)", term.Size(nodes), term.Size(others), term.Size(snapshots))
}
