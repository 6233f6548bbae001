package command

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// logging is a cluster that only logs.
type logging struct {
	Cluster
	fault error
}

func (l logging) Logs(_ context.Context, dir string) error {
	return errors.Join(l.fault, put(filepath.Join(dir, "kubelet.log"), "log"))
}

// failed sends the events of three labs: one fails, one passes, one is flaky.
func failed(d *diagnostics, name string) {
	d.Sink(event.RunStarted{Cluster: name, Image: "node:v1", Version: "v1.37.2"})
	step := &lab.Step{Name: "look"}
	broken, fine, flaky := &lab.Lab{}, &lab.Lab{}, &lab.Lab{}
	broken.Metadata.Name, fine.Metadata.Name, flaky.Metadata.Name = "cluster", "fine", "flaky"
	found := []event.Evidence{{Name: "logs pod/web main", Text: "text"}}
	for _, l := range []*lab.Lab{broken, flaky, flaky, fine} {
		d.Sink(event.LabStarted{Lab: l})
		if l != fine {
			d.Sink(event.StepFinished{Lab: l, Step: step, Err: errors.New("wrong"), Evidence: found})
		}
	}
	d.Sink(event.LabFinished{Lab: broken, Err: errors.New("wrong")})
	d.Sink(event.LabFinished{Lab: flaky})
	d.Sink(event.LabFinished{Lab: fine})
}

// gather makes diagnostics with what they say on standard error.
func gather(t *testing.T, fault error) (*diagnostics, *bytes.Buffer) {
	t.Helper()
	said := &bytes.Buffer{}
	streams := &term.Streams{Out: &bytes.Buffer{}, Err: said}
	s := &Setup{Streams: streams, Status: term.NewStatus(streams), Dir: func(string) cluster.Dir { return cluster.Dir(t.TempDir()) }}
	clusters := func(string) Cluster { return logging{fault: fault} }
	return &diagnostics{Setup: s, clusters: clusters, parent: filepath.Join(t.TempDir(), "out")}, said
}

// files gives those below a folder.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	testkit.Must(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	}))
	return names
}

func TestDiagnosticsHoldWhatFailed(t *testing.T) {
	d, said := gather(t, nil)
	failed(d, "labs")
	d.save(t.Context())
	testkit.Equal(t, files(t, d.root), []string{"_cluster/look/logs_pod_web_main.txt", "cluster/kubelet.log", "status.txt"})
	status, err := os.ReadFile(filepath.Join(d.root, "status.txt"))
	testkit.Must(t, err)
	testkit.Equal(t, string(status), "cluster: labs\nimage: node:v1\nversion: v1.37.2\n")
	testkit.Equal(t, said.String(), "Collecting the logs of cluster \"labs\"\ndiagnostics are in "+d.root+"\n")
}

func TestDiagnosticsOfAMatrixHaveAFolderForEachCluster(t *testing.T) {
	d, _ := gather(t, nil)
	d.matrix = true
	for _, name := range []string{"m-1", "m-2"} {
		failed(d, name)
		d.save(t.Context())
	}
	testkit.Equal(t, files(t, d.root), []string{
		"m-1/_cluster/look/logs_pod_web_main.txt", "m-1/cluster/kubelet.log", "m-1/status.txt",
		"m-2/_cluster/look/logs_pod_web_main.txt", "m-2/cluster/kubelet.log", "m-2/status.txt",
	})
}

func TestAFaultOfDiagnosticsIsOnlySaid(t *testing.T) {
	d, said := gather(t, errors.New("no logs"))
	failed(d, "labs")
	d.save(t.Context())
	testkit.Equal(t, said.String(), "Collecting the logs of cluster \"labs\"\ndiagnostics are in "+d.root+"\nwarning: the diagnostics are not complete: no logs\n")

	d, said = gather(t, nil)
	testkit.Must(t, os.WriteFile(d.parent, nil, 0o600))
	d.save(t.Context())
	if !strings.HasPrefix(said.String(), "warning: the diagnostics are not complete: create a directory for diagnostics: ") {
		t.Error(said)
	}
}

func TestANewFolderIsNew(t *testing.T) {
	parent, now := t.TempDir(), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, want := range []string{"20260102-030405", "20260102-030405-2", "20260102-030405-3"} {
		got, err := newFolder(parent, now)
		testkit.Must(t, err)
		testkit.Equal(t, filepath.Base(got), want)
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	for name, want := range map[string]string{
		"describe pod/web": "describe_pod_web", "../x": "_.._x", "": "_", "con": "_con", "NUL.txt": "_NUL.txt", "console": "console",
		"a.": "a", "a:b\\c": "a_b_c", "cluster": "_cluster", strings.Repeat("x", 300): strings.Repeat("x", nameLimit),
	} {
		testkit.Equal(t, fileName(name), want)
	}
}
