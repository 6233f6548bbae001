package cluster

import (
	"context"
	_ "embed" // the script
	"errors"
	"path"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
)

//go:embed trouble.sh
var troubleScript string

// Containers of a control plane that starts may end, because another one is not
// there yet, and the kubelet because containerd is not; these are too many.
const (
	containerEnds = 5
	kubeletEnds   = 30
	// deafLimit is how often in a row a port may be open in the node and closed here.
	deafLimit = 3
)

// trouble is how far the control plane in a node is.
type trouble struct {
	open, manifest bool
	// kubelet is how often it was started again, container which container of the
	// control plane was most often, and log its last log.
	kubelet, ends  int
	container, log string
}

func readTrouble(lines []string) (t trouble) {
	lines = append(lines, make([]string, 4)...)
	t.open, t.manifest = lines[0] == "open", lines[1] == "manifest"
	t.kubelet, _ = strconv.Atoi(lines[2])
	ends, log, _ := strings.Cut(lines[3], " ")
	t.ends, _ = strconv.Atoi(ends)
	t.log, t.container = log, path.Base(path.Dir(log))
	return t
}

// hopeless says why the API server will never answer, or nil.
func (b *boot) hopeless(ctx context.Context) error {
	if b.node.name == "" {
		return nil
	}
	node, err := b.Kind.node()
	if err != nil {
		return nil // kind says what is wrong with it
	}
	lines, err := exec.OutputLines(node.CommandContext(ctx, "bash", "-c", troubleScript))
	if err != nil {
		return b.ended(ctx)
	}
	now := readTrouble(lines)
	if b.before == nil {
		b.before = &trouble{}
		if b.made {
			*b.before = now
		}
	}
	return b.judge(ctx, now)
}

// ended says so of a node that stopped. While it is made, that is for kind to say.
func (b *boot) ended(ctx context.Context) error {
	found, err := b.nodeContainers(ctx)
	if err != nil || !b.made || len(found) == 0 || found[0].running {
		return nil
	}
	return &UnavailableError{b.Name, i18n.Text("its node %s stopped", found[0].name), i18n.Text("start it again with `labs up`")}
}

func (b *boot) judge(ctx context.Context, now trouble) error {
	switch {
	case b.made && !now.manifest:
		return &UnavailableError{b.Name, i18n.Text("its node has no /etc/kubernetes/manifests/kube-apiserver.yaml, so no API server starts"), remakeHint}
	case now.ends > b.before.ends && b.full(ctx):
		return &UnavailableError{b.Name, i18n.Text("%s exited: %s", now.container, b.end(ctx, now.log)), engine.FullHint(b.Engine.Name)}
	case now.ends-b.before.ends >= containerEnds:
		return &UnavailableError{b.Name, i18n.Text("%s exited %d times in a row: %s", now.container, now.ends-b.before.ends, b.end(ctx, now.log)), remakeHint}
	case now.kubelet-b.before.kubelet >= kubeletEnds:
		return &UnavailableError{b.Name, i18n.Text("the kubelet exited %d times in a row", now.kubelet-b.before.kubelet), remakeHint}
	case !now.open || reachable(ctx, b.node.port):
		b.deaf = 0
		return nil
	}
	if b.deaf++; b.deaf < deafLimit {
		return nil
	}
	return &unreachableError{UnavailableError{b.Name, i18n.Text("its API server runs in node %s, but 127.0.0.1:%s on this machine does not reach it: %s runs its containers elsewhere", b.node.name, b.node.port, b.Engine.Name),
		i18n.Text("run labs on the machine where the engine runs; if labs runs in a container, start that container with --network=host")}}
}

var remakeHint = i18n.Text("remove it with `labs down`, then create a new one with `labs up`")

// unreachableError is a cluster that no attempt makes reachable.
type unreachableError struct{ UnavailableError }

func (e *unreachableError) Unwrap() error { return &e.UnavailableError }

// end gives the last words of a container that ended.
func (b *boot) end(ctx context.Context, log string) string {
	node, err := b.Kind.node()
	if err != nil {
		return ""
	}
	lines, _ := exec.OutputLines(node.CommandContext(ctx, "tail", "-n", "200", log))
	return lastWords(lines)
}

// logged is what the kubelet writes before each line of a container (CRI log format).
var logged = regexp.MustCompile(`^\S+ (?:stdout|stderr) [FP] `)

// lastWords are the last lines of a log, without the stack of a Go program.
func lastWords(log []string) string {
	var words []string
	for _, line := range log {
		line = logged.ReplaceAllString(line, "")
		if strings.HasPrefix(line, "goroutine ") {
			break
		}
		if line != "" {
			words = append(words, line)
		}
	}
	return strings.Join(words[max(0, len(words)-3):], "\n")
}

// walSegment is how much disk etcd takes at a time (SegmentSizeBytes of etcd's storage/wal), in bytes.
const walSegment = 64 << 20

// noteFullDisk says in the command that failed that the disk is full, where that is
// so: what fails in a node without room rarely says it.
func (k *Kind) noteFullDisk(ctx context.Context, err error) {
	if failed, ok := errors.AsType[*engine.CommandError](err); ok {
		failed.Full = k.full(ctx)
	}
}

// full says whether the disk of the nodes has no room for what etcd takes next, as far as that is known.
func (k *Kind) full(ctx context.Context) bool {
	node, err := k.node()
	if err != nil {
		return false
	}
	lines, err := exec.OutputLines(node.CommandContext(ctx, "df", "--block-size=1", "--output=avail", "/var"))
	if err != nil || len(lines) < 2 { // a heading comes first
		return false
	}
	available, err := strconv.ParseInt(strings.TrimSpace(lines[1]), 10, 64)
	return err == nil && available < walSegment
}
