package command

import (
	"context"
	"slices"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
)

// Disk is where labs keeps what it has on this machine besides clusters.
type Disk struct {
	Engines Engines
	// Snapshots has the states of new clusters.
	Snapshots snapshot.Store
	// Downloads is the folder for what is being downloaded.
	Downloads string
}

// kept is what is there.
type kept struct {
	images    []image.Own
	snapshots []snapshot.File
}

func (d *Disk) look(ctx context.Context, e image.Engine) (k kept, err error) {
	if k.images, err = image.ListOwn(ctx, e); err != nil {
		return k, err
	}
	k.snapshots, err = d.Snapshots.List()
	return k, err
}

// say prints one line. A layer that images share counts once, with the node
// images where they have it.
func (k kept) say(s *term.Streams) {
	var snapshots int64
	for _, f := range k.snapshots {
		snapshots += f.Bytes
	}
	nodes := image.Bytes(slices.DeleteFunc(slices.Clone(k.images), func(i image.Own) bool { return !i.Node }))
	others := image.Bytes(k.images) - nodes
	s.Say("  disk        node images %s, lab images %s, snapshots %s (free space with labs prune)", term.Size(nodes), term.Size(others), term.Size(snapshots))
}
