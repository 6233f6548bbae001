package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"runtime"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/snapshot"
)

// databasePath is where a node has etcd's database.
const databasePath = "/var/lib/etcd/member/snap/db"

// readScript prints etcd's database while etcd stands still, for some
// milliseconds: it is not a file that may be read while it is written.
const readScript = `trap 'pkill -CONT -x etcd' EXIT; pkill -STOP -x etcd; cat ` + databasePath

// key names the snapshot of clusters that are made alike: of one image and
// configuration, and one name, which stands in many places of a cluster.
func (k *Kind) key(ctx context.Context, image string) (string, error) {
	id, err := k.Engine.Output(ctx, "image", "inspect", "--format", "{{.Id}}", image)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", k.Name, id, configurationText(), startScript+followScript+tuneScript))
	return fmt.Sprintf("%s-%x", k.Name, sum[:6]), nil
}

// state gives the snapshot for a new cluster, nil where there is none. One that
// cannot be used is said to be so, and removed.
func (k *Kind) state(key string) snapshot.State {
	if k.Snapshots == "" {
		return nil
	}
	state, err := k.Snapshots.Read(key, runtime.GOARCH)
	if err != nil {
		k.Progress("%v", err)
		_ = k.Snapshots.Remove(key)
	}
	return state
}

// keep takes a snapshot of a cluster that was just made. Without one, the next
// cluster takes longer to make, and that is all: only an interrupt is an error.
func (k *Kind) keep(ctx context.Context, key, image string) error {
	if k.Snapshots == "" {
		return nil
	}
	k.Progress("Saving a snapshot for the next start")
	if err := k.takeSnapshot(ctx, key, image); err != nil && ctx.Err() == nil {
		k.Progress("Cannot save a snapshot; creating the next cluster will take as long as this one: %v", err)
	}
	return ctx.Err()
}

func (k *Kind) takeSnapshot(ctx context.Context, key, image string) error {
	node, err := k.node()
	if err != nil {
		return err
	}
	var database bytes.Buffer
	if err := node.CommandContext(ctx, "bash", "-c", readScript).SetStdout(&database).Run(); err != nil {
		return i18n.Errorf("read etcd's database in %s: %w", node, plain(err))
	}
	state, err := snapshot.Take(&database)
	if err != nil {
		return err
	}
	return k.Snapshots.Write(key, snapshot.Header{Arch: runtime.GOARCH, Cluster: k.Name, NodeImage: image}, state)
}
