package cluster

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
)

// procInotify has the kernel's limits.
const procInotify = "/proc/sys/fs/inotify"

// What a node takes of the kernel's inotify, and how much of both carries a
// classroom's worth of nodes (kind.sigs.k8s.io/docs/user/known-issues).
const (
	nodeInstances, nodeWatches     = 25, 2000
	enoughInstances, enoughWatches = 512, 524288
)

// inotify has the kernel's limits for all processes of a user: systemd and the
// kubelet in each node use it, and so do logs that are followed.
type inotify struct{ Instances, Watches int }

// readInotify reads the limits from a folder; those that are not there are 0.
func readInotify(dir string) inotify {
	number := func(name string) int {
		data, _ := os.ReadFile(filepath.Join(dir, name))
		value, _ := strconv.Atoi(strings.TrimSpace(string(data)))
		return value
	}
	return inotify{number("max_user_instances"), number("max_user_watches")}
}

// exhausted says what to set when nothing is left of it.
func (i inotify) exhausted() i18n.Message {
	return i18n.Text("the kernel's inotify limits are used up (fs.inotify.max_user_instances=%d, fs.inotify.max_user_watches=%d); each node uses a share of them: "+
		"run sudo sysctl fs.inotify.max_user_instances=%d fs.inotify.max_user_watches=%d, or remove another cluster", i.Instances, i.Watches, max(enoughInstances, 2*i.Instances), max(enoughWatches, 2*i.Watches))
}

// carries says why it does not carry so many nodes, or nil.
func (i inotify) carries(nodes int) error {
	return cmp.Or(suffices("fs.inotify.max_user_instances", i.Instances, nodes, nodeInstances, enoughInstances),
		suffices("fs.inotify.max_user_watches", i.Watches, nodes, nodeWatches, enoughWatches))
}

// suffices says why a limit is too low for so many nodes, which take so much each; 0 is one that is not known.
func suffices(name string, limit, nodes, each, enough int) error {
	if limit == 0 || nodes*each <= limit {
		return nil
	}
	return i18n.Errorf("%s is %d, but %d nodes need about %d; with less, a node cannot start and logs cannot be followed\nhint: run `sudo sysctl %s=%d`",
		name, limit, nodes, nodes*each, name, max(enough, 2*nodes*each))
}

// Inotify says why the kernel under the engine does not carry the nodes of kind
// that run, and that of this cluster; of the kernel of another machine nothing is
// known.
func (k *Kind) Inotify(ctx context.Context) error {
	hostname, err := os.Hostname()
	release, releaseErr := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil || releaseErr != nil || !k.Engine.RunsOn(hostname, strings.TrimSpace(string(release))) {
		return nil
	}
	text, err := k.Engine.Output(ctx, "ps", "--filter", "label=io.x-k8s.kind.cluster", "--format", "{{.Names}}")
	if err != nil {
		return nil // what it says is no matter of inotify
	}
	running := strings.Fields(text)
	if own := k.Name + "-control-plane"; !slices.Contains(running, own) {
		running = append(running, own)
	}
	return readInotify(procInotify).carries(len(running))
}
