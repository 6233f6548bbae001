package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// answering is an API server of a cluster of labs' own, with what labs remembers
// of it, on a machine whose only engine notes that it is asked, and does not answer.
func answering(t *testing.T) (p *parts, server *httptest.Server, asked func() bool) {
	t.Helper()
	server = httptest.NewServer(http.HandlerFunc(apiServer))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	note := filepath.Join(dir, "asked")
	t.Setenv("XDG_STATE_HOME", dir)
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	docker := testkit.Program(t, "docker", "touch "+note+"\necho nobody is there >&2; exit 1\n")
	t.Setenv("PATH", filepath.Dir(docker)+":/usr/bin:/bin")
	state := filepath.Join(dir, "labs", "labs")
	testkit.Must(t, os.MkdirAll(state, 0o700))
	testkit.Must(t, os.WriteFile(filepath.Join(state, "cluster.json"), []byte(`{"engine": "docker", "image": "node:v1", "created": "2030-05-04T12:00:00Z", "nodes": ["0123"]}`), 0o600))
	testkit.Must(t, os.Rename(testkit.Kubeconfig(t, server.URL, nil), filepath.Join(state, "kubeconfig")))
	streams := &term.Streams{Out: io.Discard, Err: io.Discard}
	p = wire(streams, func(string) string { return "" }, command.Version{})
	return p, server, func() bool { _, err := os.Stat(note); return err == nil }
}

// apiServer answers as that of a cluster that is ready.
func apiServer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.URL.Path == "/readyz":
		io.WriteString(w, "ok")
	case r.URL.Path == "/api/v1/nodes":
		io.WriteString(w, `{"kind": "NodeList", "apiVersion": "v1", "items": [{"metadata": {"name": "labs-control-plane"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}]}`)
	case strings.HasSuffix(r.URL.Path, "/leases/kube-scheduler"):
		fmt.Fprintf(w, `{"kind": "Lease", "apiVersion": "coordination.k8s.io/v1", "metadata": {"name": "kube-scheduler"}, "spec": {"renewTime": %q}}`, time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"))
	default:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`)
	}
}

func TestAClusterThatAnswersIsAliveAndItsEngineIsNotAsked(t *testing.T) {
	p, server, asked := answering(t)
	testkit.Must(t, p.cluster("labs").Alive(t.Context()))
	testkit.Equal(t, asked(), false)

	server.Close()
	if err := p.cluster("labs").Alive(t.Context()); !errors.As(err, new(*engine.UnavailableError)) {
		t.Errorf("of a cluster that does not answer, got %v", err)
	}
	testkit.Equal(t, asked(), true)
}

func TestAClusterThatAnswersHasAStatusWithoutAnEngine(t *testing.T) {
	p, server, _ := answering(t)
	for _, look := range []func() (cluster.Status, error){
		func() (cluster.Status, error) { return p.cluster("labs").Status(t.Context()) },
		func() (cluster.Status, error) { return p.cluster("labs").Await(t.Context()) },
	} {
		status, err := look()
		testkit.Must(t, err)
		testkit.Equal(t, []string{string(status.State), status.Engine, status.Image}, []string{"running", "docker", "node:v1"})
	}
	_, err := p.cluster("other").Status(t.Context())
	testkit.Equal(t, errors.As(err, new(*engine.UnavailableError)), true)

	server.Close()
	_, err = p.cluster("labs").Status(t.Context())
	testkit.Equal(t, errors.As(err, new(*engine.UnavailableError)), true)
}

func TestWhatIsMadeInAClusterOfLabsCarriesTheIDOfItsFolder(t *testing.T) {
	p, server, _ := answering(t)
	ctx, cancel := context.WithCancel(t.Context())
	made := ""
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			body, _ := io.ReadAll(r.Body)
			made = string(body)
			cancel()
		case r.URL.Path == "/version":
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"gitVersion": "v1.37.2"}`)
			return
		}
		apiServer(w, r)
	})
	r, _, err := p.connect(t.Context(), "labs", &lab.Course{}, nil, nil)
	testkit.Must(t, err)
	if _, err := r.Cluster.CreateNamespace(ctx, "one"); err == nil {
		t.Error("a namespace was made")
	}
	if id := p.dir("labs").Owner(); len(id) != 12 || id == p.dir("other").Owner() || !strings.Contains(made, id) {
		t.Errorf("the ID %s is not in %q", id, made)
	}
}
