package image_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

// node is one of a cluster, with the tags of an image that it has.
type node struct {
	nodes.Node
	name, tags string
	imported   string
}

func (n *node) String() string { return n.name }

func (n *node) Command(name string, args ...string) exec.Cmd {
	return &nodeCommand{node: n, line: name + " " + strings.Join(args, " ")}
}

// nodeCommand is a command in a node, as kind's helpers run it.
type nodeCommand struct {
	exec.Cmd
	node   *node
	line   string
	stdin  io.Reader
	stdout io.Writer
}

func (c *nodeCommand) SetStdin(r io.Reader) exec.Cmd  { c.stdin = r; return c }
func (c *nodeCommand) SetStdout(w io.Writer) exec.Cmd { c.stdout = w; return c }

func (c *nodeCommand) Run() error {
	var err error
	switch {
	case strings.HasPrefix(c.line, "crictl inspecti "):
		_, err = io.WriteString(c.stdout, `{"status": {"repoTags": [`+c.node.tags+`]}}`)
	case c.line == "containerd config dump":
		_, err = io.WriteString(c.stdout, "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd]\nsnapshotter = \"native\"\n")
	case strings.HasPrefix(c.line, "ctr ") && strings.Contains(c.line, " --snapshotter=native -"):
		var data []byte
		if data, err = io.ReadAll(c.stdin); err == nil {
			c.node.imported = "all of " + string(data)
		}
	default:
		err = errors.New("unknown command " + c.line)
	}
	return err
}

// loader loads into some nodes; what the engine saves is "archive".
func loader(e *engine, into ...nodes.Node) *image.Loader {
	others := e.answer
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		if args[0] == "save" {
			return "archive", nil
		}
		return others(ctx, command, args)
	}
	return &image.Loader{Engine: e, Progress: e.progress, Nodes: func() ([]nodes.Node, error) { return into, nil }}
}

const app = "localhost/app:v1"

func TestLoadBringsAnImageToTheNodesThatLackIt(t *testing.T) {
	has1, lacks, other := &node{name: "one", tags: `"` + app + `"`}, &node{name: "two"}, &node{name: "three", tags: `"localhost/app:v0"`}
	e := has(app, "")
	names, err := loader(e, has1, lacks, other).Load(t.Context(), "app")
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"one", "two", "three"})
	testkit.Equal(t, []string{has1.imported, lacks.imported, other.imported}, []string{"", "all of archive", "all of archive"})
	testkit.Equal(t, e.said, []string{"Loading localhost/app:v1 into two", "Loading localhost/app:v1 into three"})
}

func TestWhatCannotBeLoadedIsUnavailable(t *testing.T) {
	const hint = "\nhint: check the cluster with `labs status`"
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		change func(*engine, *image.Loader)
		want   string
	}{
		"not local": {func(e *engine, _ *image.Loader) { e.answer = has("", "").answer }, "it is not on this machine, so it cannot be loaded: build it first"},
		"no nodes":  {func(_ *engine, l *image.Loader) { l.Nodes = func() ([]nodes.Node, error) { return nil, broken } }, "broken"},
		"none":      {func(_ *engine, l *image.Loader) { l.Nodes = func() ([]nodes.Node, error) { return nil, nil } }, "the cluster has no node"},
		"not saved": {func(e *engine, _ *image.Loader) {
			e.answer = func(_ context.Context, _ string, args []string) (string, error) {
				return "id", map[string]error{"save": broken}[args[0]]
			}
		}, "load it into node one: broken"},
	} {
		t.Run(name, func(t *testing.T) {
			e := has(app, "")
			one := &node{name: "one"}
			l := loader(e, one)
			test.change(e, l)
			_, err := l.Load(t.Context(), "app")
			testkit.Equal(t, testkit.Text(err), "image "+app+": "+test.want+hint)
			testkit.Equal(t, one.imported, "")
		})
	}
}
