package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/snapshot"
)

// move makes the node of a stopped cluster anew, with another port on the host
// and all objects of the cluster. An engine cannot give a container another
// port.
func (k *Kind) move(ctx context.Context) error {
	k.Progress("Its port is taken: moving the cluster to another one, with all its objects")
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	state, err := k.stopped(ctx, seen.containers[0])
	if err != nil {
		return i18n.Errorf("move cluster %q to another port: %w", k.Name, err)
	}
	image := seen.containers[0].image
	if err := k.kind().Delete(k.Name, k.Dir.Kubeconfig()); err != nil {
		return plain(err)
	}
	known := k.begin(image, time.Now().UTC())
	known.Network = seen.record.Network
	return k.record(ctx, known, func() error { return k.restore(ctx, known, state) })
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
