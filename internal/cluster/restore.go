package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the scripts
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"
	kind "sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/snapshot"
)

//go:embed start.sh
var startScript string

//go:embed follow.sh
var followScript string

// restore makes the cluster from a snapshot: kind makes the node, which gets
// keys of its own, and etcd starts with the state of a new cluster.
func (k *Kind) restore(ctx context.Context, known *record, state snapshot.State) (err error) {
	known.Pace, err = (&boot{Kind: k, limit: limit.Start}).attend(ctx, func(ctx context.Context) error { return k.startFrom(ctx, known.Image, state) })
	if err != nil {
		return err
	}
	seen, err := k.look(ctx)
	if err != nil {
		return err
	}
	return k.ready(ctx, seen.started(), known.Pace, known.Pace.Of(limit.Settle))
}

func (k *Kind) startFrom(ctx context.Context, image string, state snapshot.State) error {
	if err := k.provision(ctx, image, kind.CreateWithStopBeforeSettingUpKubernetes(true)); err != nil {
		return err
	}
	k.Progress("Starting the control plane from a snapshot")
	node, err := k.node()
	if err != nil {
		return err
	}
	if err := k.startState(ctx, node, state); err != nil {
		return i18n.Errorf("start Kubernetes in %s: %w", node, plain(err))
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return script(ctx, node, followScript, nil) })
	group.Go(func() error {
		if err := k.kind().ExportKubeConfig(k.Name, k.Dir.Kubeconfig(), false); err != nil {
			return err
		}
		return os.Chmod(k.Dir.Kubeconfig(), 0o600)
	})
	return group.Wait()
}

// node gives the only one.
func (k *Kind) node() (nodes.Node, error) {
	found, err := k.Nodes()
	if err != nil || len(found) == 0 {
		return nil, i18n.Errorf("find the node of cluster %q: %w", k.Name, plain(err))
	}
	return found[0], nil
}

func (k *Kind) startState(ctx context.Context, node nodes.Node, state snapshot.State) error {
	address, _, err := node.IP()
	if err != nil {
		return err
	}
	reader, writer := io.Pipe()
	go func() {
		writer.CloseWithError(state.WriteDataDir(writer, snapshot.Member{Name: node.String(), Address: address}))
	}()
	defer reader.Close()
	return script(ctx, node, startScript, reader)
}

// script runs a script of bash in a node. Its error has what the script said.
func script(ctx context.Context, node nodes.Node, text string, stdin io.Reader) error {
	command := node.CommandContext(ctx, "bash", "-c", text)
	if stdin != nil {
		command.SetStdin(stdin)
	}
	_, err := exec.CombinedOutputLines(command)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// databasePath is where a node has etcd's database.
const databasePath = "/var/lib/etcd/member/snap/db"

// readScript prints etcd's database while etcd stands still, for some
// milliseconds: it is not a file that may be read while it is written.
const readScript = `trap 'pkill -CONT -x etcd' EXIT; pkill -STOP -x etcd; cat ` + databasePath

// key names the snapshot of clusters of one image, configuration and name, which stands in many places.
func (k *Kind) key(ctx context.Context, image string) (string, error) {
	id, err := k.Engine.Output(ctx, "image", "inspect", "--format", "{{.Id}}", image)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", k.Name, id, configurationText(), startScript+followScript+tuneScript))
	return fmt.Sprintf("%s-%x", k.Name, sum[:6]), nil
}

// state gives the snapshot for a new cluster, or nil. One that cannot be used is reported and removed.
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
