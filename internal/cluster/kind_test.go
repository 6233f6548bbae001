package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

// daemon is a docker that has some containers until they are removed, and
// notes the commands that change something.
const daemon = `
case "$1 $2" in
"ps -a") cat "$DAEMON/names" ;;
"container inspect") cat "$DAEMON/inspect" ;;
"inspect --format") echo control-plane ;;
"info --format") echo '{}' ;;
"rm -f") : > "$DAEMON/names"; echo "$*" >> "$DAEMON/log" ;;
*) echo "$*" >> "$DAEMON/log" ;;
esac`

// stage is a cluster with what the engine has of it, and what is remembered.
func stage(t *testing.T, known *record, containers ...container) *Kind {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("DAEMON", dir)
	testkit.Program(t, "docker", daemon)
	var names string
	inspected := []map[string]any{}
	for _, c := range containers {
		names += c.name + "\n"
		inspected = append(inspected, map[string]any{
			"Id": c.id, "Created": c.created, "State": map[string]any{"Running": true, "Paused": !c.running}, "Config": map[string]any{"Image": c.image},
		})
	}
	text, err := json.Marshal(inspected)
	testkit.Must(t, err)
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "names"), []byte(names), 0o600))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "inspect"), text, 0o600))
	k := &Kind{
		Name: "labs", Dir: Dir(filepath.Join(dir, "state")), Engine: &engine.Engine{Name: "docker"}, Progress: func(string, ...any) {},
		Ready: func(context.Context, string) error { return nil },
		Image: func(context.Context) (string, error) { return "", errors.New("no image") },
	}
	if known != nil {
		testkit.Must(t, k.Dir.write(known))
	}
	return k
}

// changes gives the commands that changed something.
func changes(t *testing.T) string {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(os.Getenv("DAEMON"), "log"))
	if !errors.Is(err, os.ErrNotExist) {
		testkit.Must(t, err)
	}
	return strings.TrimSpace(string(log))
}

// remembers says whether the cluster's folder is still there.
func remembers(k *Kind) bool {
	_, err := os.Stat(string(k.Dir))
	return err == nil
}

func known(nodes ...string) *record { return &record{Created: began, Nodes: nodes, Network: "kind"} }

func TestStatusSaysHowTheClusterIs(t *testing.T) {
	for name, test := range map[string]struct {
		known      *record
		containers []container
		ready      error
		state      State
		reason     string
	}{
		"absent":     {known("a"), nil, nil, Absent, ""},
		"running":    {known("a", "b"), []container{node("a", 0), node("b", 0)}, nil, Running, ""},
		"paused":     {known("a"), []container{stopped(node("a", 0))}, errors.New("not asked"), Stopped, ""},
		"broken":     {known("a"), []container{node("a", 0)}, errors.New("etcd failed"), Broken, "etcd failed"},
		"unfinished": {known(), []container{node("a", 0)}, nil, Unfinished, "its creation was interrupted"},
		"foreign":    {nil, []container{node("a", 0)}, nil, Foreign, "a kind cluster of this name exists, and labs did not make it"},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			k.Ready = func(_ context.Context, kubeconfig string) error {
				testkit.Equal(t, kubeconfig, k.Dir.Kubeconfig())
				return test.ready
			}
			want := Status{State: test.state, Engine: "docker"}
			for _, c := range test.containers {
				want.Nodes, want.Image = append(want.Nodes, c.name), "node:v1"
			}
			got, err := k.Status(t.Context())
			testkit.Must(t, err)
			testkit.Equal(t, got.Reason.String(), test.reason)
			got.Reason = want.Reason
			testkit.Equal(t, got, want)
			testkit.Equal(t, changes(t), "")
		})
	}
}

func TestADamagedRecordIsSaidToBeOne(t *testing.T) {
	k := stage(t, known("a"), node("a", 0))
	testkit.Must(t, os.WriteFile(k.Dir.record(), []byte(`{"engine": "do`), 0o600))
	status, err := k.Status(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, status.State, Foreign)
	testkit.Equal(t, status.Reason.String(), fmt.Sprintf("labs cannot tell whether it made this cluster: its record %s cannot be read: unexpected end of JSON input", k.Dir.record()))
}

func TestDownRemovesWhatLabsMadeAndNothingElse(t *testing.T) {
	foreign := `cluster "labs": a kind cluster of this name exists, and labs did not make it; it is left alone` +
		"\nhint: choose another name with --name; if it is yours to lose, labs down --force removes it"
	for name, test := range map[string]struct {
		known      *record
		containers []container
		force      bool
		problem    string
		changes    string
		remembers  bool
	}{
		"nothing there":   {nil, nil, false, "", "", false},
		"only remembered": {known("a"), nil, false, "", "network rm kind", false},
		"running":         {known("a", "b"), []container{node("a", 0), node("b", 0)}, false, "", "rm -f -v labs-a labs-b\nnetwork rm kind", false},
		"kind's own net":  {&record{Nodes: []string{"a"}}, []container{node("a", 0)}, false, "", "rm -f -v labs-a", false},
		"unfinished":      {known(), []container{node("a", 0)}, false, "", "rm -f -v labs-a\nnetwork rm kind", false},
		"foreign":         {known("b"), []container{node("a", 0)}, false, foreign, "", true},
		"foreign, forced": {nil, []container{node("a", 0)}, true, "", "rm -f -v labs-a", false},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			k.Force = test.force
			testkit.Equal(t, testkit.Text(k.Down(t.Context())), test.problem)
			testkit.Equal(t, []any{changes(t), remembers(k)}, []any{test.changes, test.remembers})
		})
	}
}

func TestUpDoesWhatTheStateAsksFor(t *testing.T) {
	for name, test := range map[string]struct {
		known      *record
		containers []container
		problem    string
		changes    string
	}{
		"running":    {known("a"), []container{node("a", 0)}, "", ""},
		"stopped":    {known("a", "b"), []container{stopped(node("a", 0)), node("b", 0)}, "", "container unpause labs-a\ncontainer start labs-a\ncontainer unpause labs-b\ncontainer start labs-b"},
		"absent":     {nil, nil, "no image", ""},
		"unfinished": {known(), []container{node("a", 0)}, "no image", "rm -f -v labs-a\nnetwork rm kind"},
		"foreign": {nil, []container{node("a", 0)}, `cluster "labs": a kind cluster of this name exists, and labs did not make it; it is left alone` +
			"\nhint: choose another name with --name; if it is yours to lose, labs down --force removes it", ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			testkit.Equal(t, testkit.Text(k.Up(t.Context())), test.problem)
			testkit.Equal(t, changes(t), test.changes)
		})
	}
}

func TestAnEngineThatFailsIsAnError(t *testing.T) {
	k := stage(t, known("a"), node("a", 0))
	testkit.Program(t, "docker", "echo gone >&2; exit 1")
	for name, err := range map[string]error{"up": k.Up(t.Context()), "down": k.Down(t.Context())} {
		if err == nil || !remembers(k) {
			t.Errorf("%s: %v, remembered: %v", name, err, remembers(k))
		}
	}
}
