package cluster

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/testkit"
)

func TestPauseStopsWhatLabsMade(t *testing.T) {
	const made = "\nhint: create a new one with `labs up`"
	for name, test := range map[string]struct {
		known      *record
		containers []container
		problem    string
		changes    string
	}{
		"running":    {known("a", "b"), []container{node("a", 0), node("b", 0)}, "", "container unpause labs-a\ncontainer stop labs-a\ncontainer unpause labs-b\ncontainer stop labs-b"},
		"stopped":    {known("a"), []container{stopped(node("a", 0))}, "", "container unpause labs-a\ncontainer stop labs-a"},
		"absent":     {nil, nil, `cluster "labs" does not exist` + "\nhint: create it with `labs up`", ""},
		"unfinished": {known(), []container{node("a", 0)}, `cluster "labs": its creation was interrupted` + made, ""},
		"foreign": {nil, []container{node("a", 0)}, `cluster "labs": a kind cluster with this name exists, but labs did not create it; labs does not change it` +
			"\nhint: choose another name with --name; if you do not need that cluster, remove it with `labs down --force`", ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			testkit.Equal(t, testkit.Text(k.Pause(t.Context())), test.problem)
			testkit.Equal(t, changes(t), test.changes)
		})
	}
}

// taken is a docker whose port is in use by another program, and that has
// nothing to copy.
const taken = `
case "$1 $2" in
"container start")
  echo "Error response from daemon: driver failed programming external connectivity: listen tcp4 127.0.0.1:4567: bind: address already in use" >&2
  exit 1 ;;
"cp "*) echo "Error: No such container:path" >&2; exit 1 ;;
esac`

func TestAClusterThatCannotMoveToAnotherPortIsLeftAsItIs(t *testing.T) {
	k := stage(t, known("a"), stopped(node("a", 0)))
	testkit.Program(t, "docker", taken+daemon)
	err := testkit.Text(k.Up(t.Context()))
	testkit.Equal(t, err, `move cluster "labs" to another port: Error: No such container:path (exit status 1)`+
		"\ncommand: docker cp labs-a:/var/lib/etcd/member/snap/db -")
	testkit.Equal(t, []any{changes(t), remembers(k)}, []any{"container unpause labs-a", true})
}

// TestAMoveThatDoesNotEndLosesNothing has an engine that makes no node, neither at
// the move nor when the cluster is made again.
func TestAMoveThatDoesNotEndLosesNothing(t *testing.T) {
	k := stage(t, known("a"), stopped(node("a", 0)))
	k.Image = func(context.Context) (string, error) { return "", errors.New("another image") }
	before, err := k.look(t.Context())
	testkit.Must(t, err)
	before.containers[0].image = "node:v1"
	var said []string
	k.Progress = func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	for _, attempt := range []func() error{func() error { return k.relocate(t.Context(), before, snapshot.State("objects")) }, func() error { return k.Up(t.Context()) }} {
		err := testkit.Text(attempt())
		if !strings.HasSuffix(err, "\nhint: the objects of the cluster are saved: `labs up` recreates the cluster with them, `labs down` deletes them") {
			t.Errorf("got %s", err)
		}
		state, image, err2 := k.left()
		testkit.Must(t, err2)
		testkit.Equal(t, []string{string(state), image}, []string{"objects", "node:v1"})
	}
	if !slices.Contains(said, "Recreating the cluster with its objects: its last move to another port did not finish") {
		t.Errorf("it said %q", said)
	}
	testkit.Must(t, k.Down(t.Context()))
	state, _, err := k.left()
	testkit.Must(t, err)
	testkit.Equal(t, string(state), "")
}

func TestAnUnfinishedMoveKeepsItsObjects(t *testing.T) {
	k := stage(t, known(), node("a", 0)) // killed while the node was made
	testkit.Must(t, snapshot.Store(k.Dir).Write(moving, snapshot.Header{Arch: runtime.GOARCH, NodeImage: "node:v1"}, snapshot.State("objects")))
	_ = k.Up(t.Context())
	state, _, err := k.left()
	testkit.Must(t, err)
	testkit.Equal(t, string(state), "objects")
}
