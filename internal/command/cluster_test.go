package command

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

// elsewhere is a cluster, and its lifecycle, that no engine of this machine runs.
// It notes what it is asked to do.
type elsewhere struct {
	cluster.Status
	lost  error
	calls []string
}

func (e *elsewhere) note(call string) error {
	e.calls = append(e.calls, call)
	return nil
}

func (e *elsewhere) cluster(string) Cluster { return asCluster{e} }
func (e *elsewhere) lifecycle(_ context.Context, o ClusterOptions) (Lifecycle, error) {
	return asLifecycle{e}, e.note("lifecycle of " + o.Name)
}

type asCluster struct{ *elsewhere }

func (c asCluster) Status(context.Context) (cluster.Status, error) { return c.elsewhere.Status, nil }
func (c asCluster) Await(context.Context) (cluster.Status, error)  { return c.elsewhere.Status, nil }
func (c asCluster) Alive(context.Context) error                    { return c.lost }
func (c asCluster) Logs(context.Context, string) error             { return c.note("logs") }

type asLifecycle struct{ *elsewhere }

func (l asLifecycle) Status(context.Context) (cluster.Status, error) {
	return l.elsewhere.Status, l.note("status")
}
func (l asLifecycle) Inotify(context.Context) error { return l.note("inotify") }
func (l asLifecycle) Up(context.Context) error      { return l.note("up") }
func (l asLifecycle) Pause(context.Context) error   { return l.note("pause") }
func (l asLifecycle) Down(context.Context) error    { return l.note("down") }

// noEngine is a machine without one.
func noEngine(context.Context, string) (*engine.Engine, error) {
	return nil, &engine.UnavailableError{}
}

// oneLab is a course with a lab that waits for a Pod.
const oneLab = `apiVersion: labs/v1alpha1
kind: Lab
metadata: {name: one}
languages: [en]
steps:
- name: wait
  operations:
  - wait: {object: pod/web, condition: Ready}
  checks:
  - object: pod/web
    tree: {status: {phase: Running}}
`

// desk is a setup with a course of one lab, and all that it prints.
func desk(t *testing.T) (*Setup, *bytes.Buffer) {
	t.Helper()
	out, dir := &bytes.Buffer{}, t.TempDir()
	streams := &term.Streams{In: strings.NewReader(""), Out: out, Err: out}
	return &Setup{
		Streams: streams, Status: term.NewStatus(streams), Getenv: func(string) string { return "" },
		Dir: func(string) cluster.Dir { return cluster.Dir(dir) },
		Course: func(string) (*lab.Course, error) {
			return lab.Load(fstest.MapFS{"labs/01-one/lab.yaml": {Data: []byte(oneLab)}, "labs/01-one/en.md": {Data: []byte("# One\n## Wait {#wait}\n")}})
		},
	}, out
}

func TestStatusOfAClusterThatRunsNeedsNoEngine(t *testing.T) {
	s, out := desk(t)
	on := &elsewhere{Status: cluster.Status{State: cluster.Running, Engine: "docker", Image: "node:v1", Nodes: []string{"labs-control-plane"}}}
	testkit.Must(t, s.status(t.Context(), on.cluster, &Disk{Engines: noEngine}, "labs"))
	testkit.Equal(t, out.String(), "cluster labs: running\n  engine      docker\n  node image  node:v1\n  node        labs-control-plane\n  kubeconfig  "+s.Dir("labs").Kubeconfig()+"\n")

	on.State = cluster.Stopped
	if err := s.status(t.Context(), on.cluster, &Disk{Engines: noEngine}, "labs"); !errors.As(err, new(*engine.UnavailableError)) {
		t.Errorf("got %v, want an UnavailableError of the engine", err)
	}
}

func TestUpPauseAndDownLeaveTheWorkToTheLifecycle(t *testing.T) {
	s, out := desk(t)
	on := &elsewhere{Status: cluster.Status{State: cluster.Running, Engine: "docker", Image: "node:v1"}}
	testkit.Must(t, s.up(t.Context(), on.lifecycle, &upOptions{name: "x", nodeImage: "node:v1"}))
	testkit.Must(t, s.pause(t.Context(), on.lifecycle, "x"))
	testkit.Must(t, s.down(t.Context(), on.lifecycle, &downOptions{name: "x"}))
	testkit.Equal(t, strings.Join(on.calls, ", "), "lifecycle of x, inotify, up, status, lifecycle of x, pause, lifecycle of x, down")
	if text := out.String(); !strings.Contains(text, "cluster x is stopped") || !strings.HasSuffix(text, "cluster x was removed\n") {
		t.Error(text)
	}
}

// tester runs labs in a world where no Pod becomes ready.
func tester(t *testing.T, s *Setup, on *elsewhere) *Tester {
	t.Helper()
	world := fake.New(t)
	world.Answer = func(_ context.Context, call string) (lab.Output, error) {
		if strings.HasPrefix(call, "wait for pod/web") {
			return lab.Output{}, errors.New("the connection was lost")
		}
		return lab.Output{}, nil
	}
	return &Tester{
		Setup: s, Clusters: on.cluster, Lifecycles: on.lifecycle,
		Room: func(context.Context, string) ([]corev1.ResourceList, error) { return nil, nil },
		Connect: func(_ context.Context, name string, c *lab.Course, _ func(string) fs.FS, emit event.Sink) (*runner.Runner, learner.Cluster, error) {
			return &runner.Runner{Cluster: world, Images: world, Course: c, Host: step.Host{Cluster: name}, Emit: emit, Version: "v1.37.2"}, nil, nil
		},
	}
}

func TestAnOutageIsWhyLabsFailedWhateverTheEngineSays(t *testing.T) {
	s, _ := desk(t)
	on := &elsewhere{Status: cluster.Status{State: cluster.Running}}
	o := &testOptions{name: "labs", parallel: 1, trust: true}
	if err := tester(t, s, on).test(t.Context(), o); !errors.As(err, new(*FailedError)) {
		t.Fatalf("of a cluster that is alive, got %v", err)
	}
	on.lost = &cluster.UnavailableError{Cluster: "labs", Reason: i18n.Text("it does not answer")}
	if err := tester(t, s, on).test(t.Context(), o); !errors.Is(err, on.lost) {
		t.Errorf("of a cluster that is lost, got %v", err)
	}
	testkit.Equal(t, len(on.calls), 0)
}

// shown is work that notes its events.
type shown struct{ note func(string) }

func (s shown) Sink(event.Event) { s.note("shown") }

func (s shown) run(context.Context, *runner.Runner) error { return nil }

func TestARunIsShownThenReportedThenRecorded(t *testing.T) {
	s, _ := desk(t)
	var order []string
	note := func(who string) { order = append(order, who) }
	made := &namespaces{file: s.Dir("").Namespaces(), status: s.Status, interrupted: t.Context()}
	testkit.Must(t, made.note("kept"))
	run := &testRun{Setup: s, sinks: []event.Sink{
		func(event.Event) { note("first report") },
		func(event.Event) { note("second report, with " + strings.Join(made.made, " ")) },
	}}
	run.readers(shown{note}, made)(event.LabKept{Namespace: "kept"})
	testkit.Equal(t, strings.Join(order, ", "), "shown, first report, second report, with kept")
	testkit.Equal(t, len(made.made), 0)
}
