package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

// daemon is a docker that has some containers until they are removed, and
// notes the commands that change something.
const daemon = `
case "$1 $2" in
"ps -a") cat "$DAEMON/names" ;;
"container inspect") cat "$DAEMON/inspect" ;;
"inspect --format") case "$3" in
  *desktop*) echo ;;
  *HostPort*) printf '127.0.0.1\t%s\n' "$(cat "$DAEMON/port")" ;;
  *) case "$*" in *labs-b) echo worker ;; *) echo control-plane ;; esac ;;
  esac ;;
"exec "*) case "$*" in
  *admin.conf) cat "$DAEMON/admin.conf" ;;
  *dev/tcp*) cat "$DAEMON/trouble" ;;
  *) echo "exec ${*##*=bash}" >> "$DAEMON/log" ;;
  esac ;;
"logs "*) echo "systemd boots" ;;
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
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	testkit.Must(t, err)
	var names string
	inspected := []map[string]any{}
	for _, c := range containers {
		names += c.name + "\n"
		inspected = append(inspected, map[string]any{
			"Id": c.id, "Created": c.created, "State": map[string]any{"Running": true, "Paused": !c.running, "StartedAt": c.started}, "Config": map[string]any{"Image": c.image},
			"NetworkSettings": map[string]any{"Ports": map[string]any{"6443/tcp": []map[string]string{{"HostPort": port}}}},
		})
	}
	admin, err := os.ReadFile(testkit.Kubeconfig(t, "https://node:6443", []byte("PEM")))
	testkit.Must(t, err)
	for name, text := range map[string]string{"port": port, "admin.conf": string(admin), "trouble": "open\nmanifest\n0\n0 /x/kube-apiserver/0.log\n"} {
		testkit.Must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	text, err := json.Marshal(inspected)
	testkit.Must(t, err)
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "names"), []byte(names), 0o600))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "inspect"), text, 0o600))
	k := &Kind{
		Name: "labs", Dir: Dir(filepath.Join(dir, "state")), Engine: &engine.Engine{Name: "docker"}, Progress: func(string, ...any) {},
		Ready: func(context.Context, string, time.Time) error { return nil },
		Elect: func(context.Context, string, time.Time) error { return nil },
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
		"foreign":    {nil, []container{node("a", 0)}, nil, Foreign, "a kind cluster with this name exists, but labs did not create it"},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			k.Ready = func(_ context.Context, kubeconfig string, started time.Time) error {
				testkit.Equal(t, []any{kubeconfig, started}, []any{k.Dir.Kubeconfig(), began.Add(time.Hour)})
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
	testkit.Equal(t, status.Reason.String(), fmt.Sprintf("labs cannot determine whether it created this cluster: cannot read its record %s: unexpected end of JSON input", k.Dir.record()))
}

func TestDownRemovesWhatLabsMadeAndNothingElse(t *testing.T) {
	foreign := `cluster "labs": a kind cluster with this name exists, but labs did not create it; labs does not change it` +
		"\nhint: choose another name with --name; if you do not need that cluster, remove it with `labs down --force`"
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
		"foreign": {nil, []container{node("a", 0)}, `cluster "labs": a kind cluster with this name exists, but labs did not create it; labs does not change it` +
			"\nhint: choose another name with --name; if you do not need that cluster, remove it with `labs down --force`", ""},
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

// A cluster of another engine is refused, whatever this one has of that name,
// and what is known of it stays as it was.
func TestTheClusterOfAnotherEngineIsLeftAlone(t *testing.T) {
	for name, test := range map[string]struct {
		known      *record
		containers []container
		reason     string
	}{
		"none here":      {&record{Engine: "podman", Nodes: []string{"a"}}, nil, "it was created with podman, but docker is in use now"},
		"one here":       {&record{Engine: "podman", Nodes: []string{"a"}}, []container{node("a", 0)}, "it was created with podman, but docker is in use now"},
		"begun":          {&record{Engine: "podman", Created: began}, []container{node("a", 0)}, "it was created with podman, but docker is in use now"},
		"another host's": {&record{Engine: "docker", EngineID: "far /d", Nodes: []string{"a"}}, nil, "it was created by another docker instance, not by the one in use now"},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, test.known, test.containers...)
			testkit.Program(t, "docker", `case "$1" in info) echo '{"ID": "near", "DockerRootDir": "/d"}' ;; *) `+daemon+` ;; esac`)
			found, err := engine.Detect(t.Context(), "docker", 1)
			testkit.Must(t, err)
			k.Engine = found
			before, err := os.ReadFile(k.Dir.record())
			testkit.Must(t, err)
			_, status := k.Status(t.Context())
			for verb, err := range map[string]error{"up": k.Up(t.Context()), "down": k.Down(t.Context()), "pause": k.Pause(t.Context()), "status": status} {
				if !errors.As(err, new(*UnavailableError)) || !strings.HasPrefix(err.Error(), `cluster "labs": `+test.reason+"\nhint: ") {
					t.Errorf("%s: got %v", verb, err)
				}
			}
			after, err := os.ReadFile(k.Dir.record())
			testkit.Must(t, err)
			testkit.Equal(t, []any{changes(t), string(after)}, []any{"", string(before)})

			k.Force = true
			testkit.Must(t, k.Down(t.Context()))
			testkit.Equal(t, remembers(k), false)
		})
	}
}

func TestWhatIsRememberedNamesTheEngine(t *testing.T) {
	k := stage(t, nil)
	testkit.Program(t, "docker", `echo '{"ID": "near", "DockerRootDir": "/d"}'`)
	found, err := engine.Detect(t.Context(), "docker", 1)
	testkit.Must(t, err)
	k.Engine = found
	testkit.Must(t, k.Dir.write(k.begin("node:v1", began)))
	testkit.Equal(t, k.Dir.Engine(), "docker")
	known, err := k.Dir.read()
	testkit.Must(t, err)
	testkit.Equal(t, known, &record{Engine: "docker", EngineID: "near /d", Image: "node:v1", Owner: k.Dir.Owner(), Created: began})
}
