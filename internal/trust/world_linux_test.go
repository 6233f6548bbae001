package trust_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-logr/logr"
	"golang.org/x/sys/unix"
	"k8s.io/klog/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// machine is a learner's, which notes when something of it is touched that is
// no business of a course.
type machine struct {
	// secret is a file of the learner's, page the URL of a server there.
	secret, page string

	setup   *command.Setup
	notify  int
	touched chan string
}

// newMachine has a file, a home with a kuberc, plug-ins, a server of the
// learner's, and a cluster. Its working folder is the one that a kubectl
// operation gets.
func newMachine(t testing.TB) *machine {
	t.Helper()
	dir := t.TempDir()
	m := &machine{secret: filepath.Join(dir, "own", "secret.yaml"), touched: make(chan string, 100)}
	for name, text := range map[string]string{
		m.secret: "kind: ConfigMap", filepath.Join(dir, "home", ".kube", "kuberc"): "", filepath.Join(dir, "home", ".kube", "config"): "",
		filepath.Join(dir, "work", "a.yaml"):     "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
		filepath.Join(dir, "bin", "kubectl-foo"): "#!/bin/sh\n", filepath.Join(dir, "bin", "kubectl-create-foo"): "#!/bin/sh\n",
	} {
		testkit.Must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		testkit.Must(t, os.WriteFile(name, []byte(text), 0o755))
	}
	learners := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { m.touched <- r.URL.String() }))
	t.Cleanup(learners.Close)
	m.page = learners.URL
	t.Setenv("HOME", filepath.Join(dir, "home"))
	t.Setenv("PATH", filepath.Join(dir, "bin"))
	t.Setenv("KUBECTL_KUBERC", "false")
	t.Setenv("KUBECONFIG", "")
	t.Chdir(filepath.Join(dir, "work"))
	m.watch(t, filepath.Join(dir, "own"), filepath.Join(dir, "home"), filepath.Join(dir, "home", ".kube"), filepath.Join(dir, "bin"))
	m.setup = m.labs(t, dir)
	klog.SetLogger(logr.Discard())
	return m
}

// labs is the program as it runs for a kubectl operation.
func (m *machine) labs(t testing.TB, dir string) *command.Setup {
	server := httptest.NewServer(http.HandlerFunc(m.answer))
	t.Cleanup(server.Close)
	state := cluster.Dir(filepath.Join(dir, "state"))
	testkit.Must(t, os.MkdirAll(string(state), 0o700))
	testkit.Must(t, os.Rename(testkit.Kubeconfig(t, server.URL, nil), state.Kubeconfig()))
	return &command.Setup{
		Streams: &term.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard},
		Dir:     func(string) cluster.Dir { return state },
		Getenv: func(name string) string {
			if name == step.Retry {
				return "1"
			}
			return ""
		},
	}
}

// answer is the API server's: a few kinds, an object of each, and a Pod that
// redirects to the learner's machine.
func (m *machine) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch object := `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "default"}, "data": {"a": "b"}}`; {
	case strings.HasSuffix(r.URL.Path, "/log") || strings.Contains(r.URL.Path, "/proxy"):
		http.Redirect(w, r, m.page, http.StatusTemporaryRedirect)
	case r.URL.Path == "/api":
		io.WriteString(w, `{"kind": "APIVersions", "versions": ["v1"]}`)
	case r.URL.Path == "/apis":
		io.WriteString(w, `{"kind": "APIGroupList", "apiVersion": "v1", "groups": []}`)
	case r.URL.Path == "/version":
		io.WriteString(w, `{"major": "1", "minor": "37", "gitVersion": "v1.37.2"}`)
	case r.URL.Path == "/api/v1":
		io.WriteString(w, `{"kind": "APIResourceList", "groupVersion": "v1", "resources": [
			{"name": "configmaps", "singularName": "configmap", "shortNames": ["cm"], "namespaced": true, "kind": "ConfigMap", "verbs": ["get", "list", "create", "patch", "delete"]},
			{"name": "pods", "singularName": "pod", "shortNames": ["po"], "namespaced": true, "kind": "Pod", "verbs": ["get", "list", "create", "patch", "delete"]}]}`)
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/configmaps"):
		io.WriteString(w, `{"apiVersion": "v1", "kind": "ConfigMapList", "metadata": {}, "items": [`+object+`]}`)
	case r.Method != http.MethodDelete && strings.Contains(r.URL.Path, "/configmaps"):
		io.WriteString(w, object)
	case r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/pods/"):
		io.WriteString(w, `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"}, "spec": {"containers": [{"name": "a"}]}}`)
	default:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`)
	}
}

// watch notes when a file of some folders is opened.
func (m *machine) watch(t testing.TB, folders ...string) {
	var err error
	m.notify, err = unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	testkit.Must(t, err)
	t.Cleanup(func() { _ = unix.Close(m.notify) })
	for _, folder := range folders {
		_, err := unix.InotifyAddWatch(m.notify, folder, unix.IN_OPEN|unix.IN_CREATE|unix.IN_MODIFY)
		testkit.Must(t, err)
	}
}

// run runs a kubectl and gives what of the machine it touched.
func (m *machine) run(args []string) string {
	_ = command.AsKubectl(m.setup, func(string) kube.Retry { return kube.Retry{} }, args)
	if file := m.opened(); file != "" {
		return file
	}
	request := ""
	for len(m.touched) > 0 {
		request = <-m.touched
	}
	return request
}

// opened gives the file that was opened first since it was asked last. That
// folders are listed, as those of PATH are, counts for nothing.
func (m *machine) opened() (file string) {
	events := make([]byte, 1<<16)
	n, err := unix.Read(m.notify, events)
	if err != nil {
		return ""
	}
	for events = events[:n]; len(events) >= unix.SizeofInotifyEvent; {
		mask, size := binary.NativeEndian.Uint32(events[4:]), binary.NativeEndian.Uint32(events[12:])
		name := string(bytes.TrimRight(events[unix.SizeofInotifyEvent:unix.SizeofInotifyEvent+size], "\x00"))
		if file == "" && mask&unix.IN_ISDIR == 0 {
			file = name
		}
		events = events[unix.SizeofInotifyEvent+size:]
	}
	return file
}
