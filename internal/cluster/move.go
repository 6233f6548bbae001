package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"runtime"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/snapshot"
)

// move makes the node of a stopped cluster anew, with another port on the host
// and all objects of the cluster. An engine cannot give a container another
// port. The objects are kept in a file until they are in the new node.
func (k *Kind) move(ctx context.Context) error {
	k.Progress("The port is in use: moving the cluster, with all its objects, to another port")
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	state, err := k.stopped(ctx, seen.containers[0])
	if err != nil {
		return i18n.Errorf("move cluster %q to another port: %w", k.Name, err)
	}
	return k.relocate(ctx, seen, state)
}

// relocate keeps the objects before the node goes that has them.
func (k *Kind) relocate(ctx context.Context, seen seen, state snapshot.State) error {
	image := seen.containers[0].image
	header := snapshot.Header{Arch: runtime.GOARCH, Cluster: k.Name, NodeImage: image}
	if err := snapshot.Store(k.Dir).Write(moving, header, state); err != nil {
		return i18n.Errorf("move cluster %q to another port: %w", k.Name, err)
	}
	if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
		return plain(err)
	}
	known := k.begin(image, time.Now().UTC())
	known.Network = seen.record.Network
	return k.arrive(ctx, known, state)
}

// moving is the key of what is kept of a cluster that is being moved.
const moving = "moving"

// arrive makes the node of a cluster that is being moved.
func (k *Kind) arrive(ctx context.Context, known *record, state snapshot.State) error {
	err := k.record(ctx, known, func() error { return k.restore(ctx, known, state) })
	if err != nil {
		return i18n.Errorf("%w\nhint: the objects of the cluster are saved: `labs up` recreates the cluster with them, `labs down` deletes them", err)
	}
	return snapshot.Store(k.Dir).Remove(moving)
}

// left gives the state and the image that are kept of a cluster whose move did not end, or nil.
func (k *Kind) left() (state snapshot.State, image string, err error) {
	files, err := snapshot.Store(k.Dir).List()
	if err != nil || len(files) == 0 {
		return nil, "", err
	}
	state, err = snapshot.Store(k.Dir).Read(moving, runtime.GOARCH)
	return state, files[0].NodeImage, err
}

// stopped reads the whole state of a node that does not run.
func (k *Kind) stopped(ctx context.Context, c container) (snapshot.State, error) {
	var archive bytes.Buffer
	if err := k.Engine.Run(ctx, nil, &archive, "cp", c.name+":"+databasePath, "-"); err != nil {
		return nil, err
	}
	files := tar.NewReader(&archive)
	if _, err := files.Next(); err != nil {
		return nil, err
	}
	return snapshot.TakeWhole(io.Reader(files))
}
