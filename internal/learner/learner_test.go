package learner_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"k8s.io/apimachinery/pkg/util/yaml"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

const text = `
metadata: {name: one}
steps:
- name: create
  operations: [{apply: pod.yaml}]
  capture: {ip: {object: pod/web, jsonPath: "{.status.podIP}"}}
  checks: [{object: pod/web}]
- name: read
  operations: [{exec: {pod: web, command: [env]}}]
  checks: [{match: PATH}]
- name: change
  operations: [{apply: before.yaml}]
  checks: [{exec: {pod: web, command: [look]}, equals: done}]
  solution: [{apply: solution.yaml}]
- name: last
  operations: [{kubectl: [delete, pod, web]}]
  checks: [{match: deleted}]
`

// folder is a state folder that notes which namespace is entered.
type folder struct {
	path    string
	entered string
}

func (f *folder) Work(lab string) string { return filepath.Join(f.path, "work", lab) }

func (f *folder) Enter(namespace string) error {
	f.entered = namespace
	return nil
}

func (f *folder) Leave() error { return f.Enter("default") }

// desk is a learner in a world of their own.
type desk struct {
	*learner.Learner
	*fake.World
	dir *folder
	one *lab.Lab
}

func sit(t *testing.T) *desk {
	t.Helper()
	d := &desk{World: fake.New(t), dir: &folder{path: t.TempDir()}, one: &lab.Lab{}}
	testkit.Must(t, yaml.Unmarshal([]byte(text), d.one))
	files := fstest.MapFS{}
	for _, name := range []string{"pod", "before", "solution"} {
		files["manifests/"+name+".yaml"] = &fstest.MapFile{Data: []byte(name + " in ${{ namespace }}\n")}
	}
	course := &lab.Course{Name: "course", Labs: []*lab.Lab{d.one}, Files: files}
	d.World.Answer = d.answer
	d.Learner = &learner.Learner{
		Course: course, File: progress.File(filepath.Join(d.dir.path, "progress.json")), Dir: d.dir,
		Backups: backup.Store(filepath.Join(d.dir.path, "backups")), Cluster: d.World,
		Runner: &runner.Runner{Cluster: d.World, Images: d.World, Course: course, Version: "v1.37.2", Limits: limit.Limits{Timeout: time.Second}, Emit: func(event.Event) {}},
	}
	return d
}

// answer is that of a cluster in which everything is as it should be.
func (d *desk) answer(ctx context.Context, call string) (lab.Output, error) {
	for begin, text := range map[string]string{
		"create namespace": "uid-1", "namespace": "uid-1", "field": "10.0.0.7", "watch": `{"kind": "Pod"}`,
		"exec one/web/: look": "done", "exec one/web/: env": "PATH=/", "contents": "Pod/web ConfigMap/mine",
	} {
		if strings.HasPrefix(call, begin) {
			return lab.Output{Text: text}, ctx.Err()
		}
	}
	return lab.Output{}, ctx.Err()
}

// on changes the answer to calls that begin so.
func (d *desk) on(begin, text string) {
	before := d.World.Answer
	d.World.Answer = func(ctx context.Context, call string) (lab.Output, error) {
		if strings.HasPrefix(call, begin) {
			return lab.Output{Text: text}, nil
		}
		return before(ctx, call)
	}
}

func (d *desk) open(t *testing.T, index int) *learner.OpenStep {
	t.Helper()
	d.Calls()
	s, err := d.Open(t.Context(), d.one, index)
	testkit.Must(t, err)
	t.Cleanup(func() { _ = s.Session.Close() })
	return s
}

// applied gives the manifests that were applied since it was last asked.
func (d *desk) applied() []string {
	var names []string
	for _, call := range strings.Split(d.Calls(), "\n") {
		if name, ok := strings.CutPrefix(call, "apply in one: "); ok {
			names = append(names, strings.Fields(name)[0])
		}
	}
	return names
}

func (d *desk) progress(t *testing.T) *progress.Course {
	t.Helper()
	p, err := d.Progress()
	testkit.Must(t, err)
	return p
}

func TestOpenMakesOnlyWhatIsMissing(t *testing.T) {
	d := sit(t)
	s := d.open(t, 2)
	testkit.Equal(t, d.applied(), []string{"pod", "before"})
	testkit.Equal(t, []string{d.dir.entered, s.Session.Values["ip"]}, []string{"one", "10.0.0.7"})
	d.open(t, 2)
	testkit.Equal(t, d.applied(), []string(nil))
	d.open(t, 3)
	testkit.Equal(t, d.applied(), []string(nil)) // the task is the learner's own by now
	d.on("create namespace", "uid-2")
	d.open(t, 3)
	testkit.Equal(t, d.applied(), []string{"pod", "before", "solution"})
}

func TestGradingPassesAndMovesOn(t *testing.T) {
	d := sit(t)
	testkit.Must(t, d.Skip(d.one, "create"))
	testkit.Must(t, d.Skip(d.one, "read"))
	s := d.open(t, 2)
	d.on("exec one/web/: look", "not yet")
	if err := s.Grade(t.Context(), 0); err == nil {
		t.Error("passed what is not done")
	}
	d.on("exec one/web/: look", "done")
	testkit.Must(t, s.Grade(t.Context(), 0))
	p := d.progress(t)
	testkit.Equal(t, []string{p.Lab, p.Step, string(p.Of("one").State("change"))}, []string{"one", "last", "passed"})
}

func TestAPassElsewhereDoesNotMoveTheLearner(t *testing.T) {
	d := sit(t)
	s := d.open(t, 2)
	testkit.Must(t, d.Goto(t.Context(), d.one, 0, nil))
	testkit.Must(t, s.Grade(t.Context(), 0))
	p := d.progress(t)
	testkit.Equal(t, []string{p.Step, string(p.Of("one").State("change"))}, []string{"create", "passed"})
}

func TestANamespaceThatIsGoneIsSaid(t *testing.T) {
	d := sit(t)
	s := d.open(t, 2)
	d.on("exec one/web/: look", "")
	d.on("namespace", "")
	var gone *learner.GoneError
	if err := s.Grade(t.Context(), 0); !errors.As(err, &gone) {
		t.Errorf("got %v, want a GoneError", err)
	}
}

func TestHintsAreCounted(t *testing.T) {
	d := sit(t)
	var shown []int
	for range 3 {
		index, err := d.Hint(d.one, "change", 2)
		testkit.Must(t, err)
		shown = append(shown, index)
	}
	testkit.Equal(t, shown, []int{0, 1, 1})
}

func TestTheWorkFolderHasWhatDemonstrationsUseAndIsNotWrittenOver(t *testing.T) {
	d := sit(t)
	d.open(t, 0)
	work := d.dir.Work("one")
	entries, err := os.ReadDir(work)
	testkit.Must(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	testkit.Equal(t, names, []string{"before.yaml", "pod.yaml"})
	testkit.Must(t, os.WriteFile(filepath.Join(work, "pod.yaml"), []byte("mine"), 0o600))
	d.open(t, 0)
	text, err := os.ReadFile(filepath.Join(work, "pod.yaml"))
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "mine")
}

func TestResetKeepsWhatItDeletesAndRestoreBringsItBack(t *testing.T) {
	d := sit(t)
	testkit.Must(t, d.Goto(t.Context(), d.one, 2, nil))
	s := d.open(t, 2)
	testkit.Must(t, s.Grade(t.Context(), 0))
	own := filepath.Join(d.dir.Work("one"), "own", "note.txt")
	testkit.Must(t, os.MkdirAll(filepath.Dir(own), 0o700))
	testkit.Must(t, os.WriteFile(own, []byte("mine"), 0o640))

	changes, err := d.Learner.Changes(t.Context(), d.one)
	testkit.Must(t, err)
	testkit.Equal(t, append(changes.Backup.Objects, changes.Backup.Files...), []string{"pod/web", "configmap/mine", filepath.Join("own", "note.txt")})
	d.Calls()
	testkit.Must(t, d.Reset(t.Context(), changes))
	testkit.Equal(t, d.Calls(), "delete namespace one")
	if _, err := os.Stat(own); err == nil {
		t.Error("the file is still there")
	}
	p := d.progress(t)
	testkit.Equal(t, []string{p.Step, string(p.Of("one").State("change"))}, []string{"create", "open"})

	copies, err := d.Backups.List()
	testkit.Must(t, err)
	testkit.Equal(t, []string{copies[0].ID, copies[0].Before, copies[0].Step}, []string{"1", "reset", "last"})
	d.on("contents", "Secret/later")
	d.Calls()
	of, err := d.LabOf(copies[0])
	testkit.Must(t, err)
	changes, err = d.Learner.Changes(t.Context(), of)
	testkit.Must(t, err)
	testkit.Must(t, d.Learner.Restore(t.Context(), copies[0], changes))
	if calls := d.Calls(); !strings.Contains(calls, "recreate in one: pod/web configmap/mine") {
		t.Errorf("the calls were %s", calls)
	}
	kept, err := os.ReadFile(own)
	testkit.Must(t, err)
	p = d.progress(t)
	testkit.Equal(t, []string{string(kept), p.Step, string(p.Of("one").State("change")), d.dir.entered}, []string{"mine", "last", "passed", "one"})
	copies, err = d.Backups.List()
	testkit.Must(t, err)
	testkit.Equal(t, copies[1].Objects, []string{"secret/later"})
}

func TestNothingIsDeletedWhereNoCopyCanBeKept(t *testing.T) {
	d := sit(t)
	d.open(t, 0)
	testkit.Must(t, os.WriteFile(string(d.Backups), nil, 0o600)) // no folder
	changes, err := d.Learner.Changes(t.Context(), d.one)
	testkit.Must(t, err)
	d.Calls()
	err = d.Reset(t.Context(), changes)
	if err == nil || !strings.Contains(err.Error(), "nothing was deleted") {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, d.Calls(), "")
}

func TestOnlyToGoBackBehindSomethingRebuilds(t *testing.T) {
	d := sit(t)
	d.open(t, 1)
	var rebuilds []bool
	for index := range d.one.Steps {
		rebuild, err := d.Rebuilds(d.one, index)
		testkit.Must(t, err)
		rebuilds = append(rebuilds, rebuild)
	}
	testkit.Equal(t, rebuilds, []bool{true, false, false, false})
}

func TestToGoBackBehindWhatOnlyReadsDeletesNothing(t *testing.T) {
	for operation, deletes := range map[string]bool{
		"kubectl: [cluster-info]": false, "kubectl: [auth, can-i, get, pods]": false, "kubectl: [rollout, status, deployment/web]": false, "kubectl: [explain, pod]": false, "kubectl: [version]": false,
		"kubectl: [-n, x, get, pods]": false, "wait: {object: pod/web, condition: Ready}": false, "kubectl: [delete, pod, web]": true, "shell: kubectl get pods": true,
	} {
		d := sit(t)
		d.one.Steps[1].Operations, d.one.Steps[2].Operations, d.one.Steps[2].Solution = nil, nil, nil
		d.open(t, 2)
		testkit.Must(t, yaml.Unmarshal([]byte("{operations: [{"+operation+"}]}"), &d.one.Steps[1]))
		rebuilds, err := d.Rebuilds(d.one, 1)
		testkit.Must(t, err)
		if made := d.progress(t).Of("one").Made; rebuilds != deletes || !slices.Contains(made, "read") {
			t.Errorf("%s: %v, made %v", operation, rebuilds, made)
		}
	}
}

func TestTheEndOfALabLeavesNothingAndKeepsACopy(t *testing.T) {
	d := sit(t)
	s := d.open(t, 3)
	changes, err := s.Finish(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, []string{changes.Backup.ID, d.dir.entered, d.progress(t).Of("one").Namespace}, []string{"1", "default", ""})
	if calls := strings.Split(d.Calls(), "\n"); !slices.Contains(calls, "delete namespace one") {
		t.Errorf("the calls were %s", calls)
	}
}

func TestOnlyTheLearnersOwnFilesAreWritten(t *testing.T) {
	d := sit(t)
	d.open(t, 0)
	if written := d.ChangedFiles("one"); written != nil {
		t.Errorf("%v is there before the learner wrote anything", written)
	}
	testkit.Must(t, os.WriteFile(filepath.Join(d.dir.Work("one"), "mine.yaml"), []byte("mine"), 0o600))
	names, err := fs.Glob(d.ChangedFiles("one"), "*")
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"mine.yaml"})
}
