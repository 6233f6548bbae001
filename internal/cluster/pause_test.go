package cluster

import (
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestPauseStopsWhatLabsMade(t *testing.T) {
	const made = "\nhint: labs up makes a new one"
	for name, test := range map[string]struct {
		known      *record
		containers []container
		problem    string
		changes    string
	}{
		"running":    {known("a", "b"), []container{node("a", 0), node("b", 0)}, "", "container unpause labs-a\ncontainer stop labs-a\ncontainer unpause labs-b\ncontainer stop labs-b"},
		"stopped":    {known("a"), []container{stopped(node("a", 0))}, "", "container unpause labs-a\ncontainer stop labs-a"},
		"absent":     {nil, nil, `cluster "labs": there is none` + "\nhint: labs up makes it", ""},
		"unfinished": {known(), []container{node("a", 0)}, `cluster "labs": its creation was interrupted` + made, ""},
		"foreign": {nil, []container{node("a", 0)}, `cluster "labs": a kind cluster of this name exists, and labs did not make it; it is left alone` +
			"\nhint: choose another name with --name; if it is yours to lose, labs down --force removes it", ""},
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
