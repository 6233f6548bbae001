package cluster

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/engine"
)

// walSegment is what etcd takes of the disk at a time, in bytes
// (SegmentSizeBytes of go.etcd.io/etcd/server/v3/storage/wal).
const walSegment = 64 << 20

// noteFullDisk says in the command that failed that the disk is full, where that is
// so: what fails in a node without room rarely says it.
func (k *Kind) noteFullDisk(ctx context.Context, err error) {
	var failed *engine.CommandError
	if errors.As(err, &failed) {
		failed.Full = k.full(ctx)
	}
}

// full says whether the disk of the nodes has no room for what etcd takes next.
func (k *Kind) full(ctx context.Context) bool {
	room, err := k.room(ctx)
	return err == nil && room < walSegment
}

// room is what the disk of the nodes has left, in bytes.
func (k *Kind) room(ctx context.Context) (int64, error) {
	node, err := k.node()
	if err != nil {
		return 0, err
	}
	lines, err := exec.OutputLines(node.CommandContext(ctx, "df", "--block-size=1", "--output=avail", "/var"))
	if err != nil {
		return 0, err
	}
	_, available, _ := strings.Cut(strings.Join(lines, "\n"), "\n") // a heading comes first
	return strconv.ParseInt(strings.TrimSpace(available), 10, 64)
}
