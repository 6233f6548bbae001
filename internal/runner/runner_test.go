package runner_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"k8s.io/apimachinery/pkg/util/yaml"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

// stage is a runner in a world of its own, with what it tells.
type stage struct {
	*runner.Runner
	*fake.World
	lab *lab.Lab
	log strings.Builder
}

// set makes the stage for a lab, and gives answers to calls that begin so.
func set(t *testing.T, text string, answers map[string]string) *stage {
	t.Helper()
	s := &stage{World: fake.New(t), lab: &lab.Lab{}}
	testkit.Must(t, yaml.Unmarshal([]byte("metadata: {name: one}\n"+text), s.lab))
	s.Runner = &runner.Runner{
		Cluster: s.World, Images: s.World, Emit: s.note, Version: "v1.37.2", Limits: limit.Limits{Timeout: 10 * time.Second},
		Course: &lab.Course{Files: fstest.MapFS{"manifests/pod.yaml": {Data: []byte("ip: ${{ podIP }}")}}},
	}
	s.Answer = func(ctx context.Context, call string) (lab.Output, error) {
		for begin, text := range answers {
			if strings.HasPrefix(call, begin) {
				return lab.Output{Text: text}, ctx.Err()
			}
		}
		return lab.Output{}, ctx.Err()
	}
	return s
}

// sorted gives the calls so far, as some of them run side by side.
func (s *stage) sorted() string {
	calls := strings.Split(s.Calls(), "\n")
	slices.Sort(calls)
	return strings.Join(calls, "\n")
}

// on changes the answer to one call.
func (s *stage) on(call string, answer func(ctx context.Context) (lab.Output, error)) {
	others := s.Answer
	s.Answer = func(ctx context.Context, asked string) (lab.Output, error) {
		if strings.HasPrefix(asked, call) {
			return answer(ctx)
		}
		return others(ctx, asked)
	}
}

// open is a session of the stage's lab.
func (s *stage) open(t *testing.T, values lab.Values) *runner.Session {
	t.Helper()
	session, err := s.Open(t.Context(), s.lab, "one-x", values)
	testkit.Must(t, err)
	s.Calls()
	return session
}

var mark = map[bool]string{true: "✓", false: "✗"}

// note writes an event as a line.
func (s *stage) note(e event.Event) {
	line := func(format string, args ...any) { fmt.Fprintf(&s.log, format+"\n", args...) }
	switch e := e.(type) {
	case event.LabStarted:
		line("lab %s in %s", e.Lab.Metadata.Name, e.Namespace)
	case event.LabPrepared:
		line("prepared: %v", e.Err)
	case event.StepStarted:
		line("  step %d %s", e.Index, e.Step.Name)
	case event.OperationStarted:
		line("    $ %s", e.Command)
	case event.OperationFinished:
		line("    = %q %v", e.Output, e.Err)
	case event.Notice:
		line("    ! %s", e.Text)
	case event.CheckFinished:
		line("    %s %s: %v", mark[e.Err == nil], e.Statement, e.Err)
	case event.StepFinished:
		line("  done: %v", e.Err)
	case event.LabCleaned:
		line("cleaned: %v", e.Err)
	case event.LabKept:
		line("kept %s", e.Namespace)
	case event.LabSkipped:
		line("skipped on %s", e.Version)
	case event.LabFinished:
		line("finished with %d steps and %d checks: %v", e.Steps, e.Checks, e.Err)
	}
}

// demo holds whatever it does: its world does not change.
const demo = `
images: [toolbox, proxy]
steps:
- name: create
  operations: [wait: {object: pod/web, condition: Ready}]
  capture:
    podIP: {object: pod/web, jsonPath: "{.status.podIP}"}
    clusterIP: {object: service/kubernetes, namespace: default, jsonPath: "{.spec.clusterIP}"}
  checks:
  - object: pod/web
    tree: {status: {phase: Running}}
    precondition: true
- name: read
  operations:
  - apply: pod.yaml
  - exec: {pod: web, command: [ping, "${{ podIP }}"]}
  checks:
  - equals: pong from ${{ podIP }}
    precondition: true
  - http: {url: "${{ server }}"}
    line: ok
    precondition: true
`

var demoAnswers = map[string]string{
	"field": "10.0.0.7", "watch pod/web": `{"status": {"phase": "Running"}}`, "apply": "pod/web",
	"exec": "pong from 10.0.0.7\n", "request": "ok\n",
}

func TestALabIsTakenInOrder(t *testing.T) {
	s := set(t, demo, demoAnswers)
	testkit.Must(t, s.Test(t.Context(), s.lab, once))
	testkit.Golden(t, "order.txt", s.log.String())
}

func TestCapturedValuesReachWhatFollows(t *testing.T) {
	s := set(t, demo, demoAnswers)
	testkit.Must(t, s.Test(t.Context(), s.lab, once))
	calls := s.Calls()
	for _, want := range []string{"field {.status.podIP} of pod/web in one-x", "field {.spec.clusterIP} of service/kubernetes in default",
		"apply in one-x: ip: 10.0.0.7", "exec one-x/web/: ping 10.0.0.7", "request  https://127.0.0.1:6443"} {
		if !strings.Contains(calls+"\n", want+"\n") {
			t.Errorf("no call %q in\n%s", want, calls)
		}
	}
}

func TestImagesAndNamespaceAreThereBeforeTheFirstStep(t *testing.T) {
	s := set(t, demo, nil)
	s.on("wait", func(context.Context) (lab.Output, error) {
		testkit.Equal(t, s.sorted(), "create namespace one-x\nensure proxy\nensure toolbox\nload proxy\nload toolbox\nwait for pod/web in one-x: Ready\nwatch pod/web in one-x")
		return lab.Output{}, errors.New("enough")
	})
	if err := s.Test(t.Context(), s.lab, once); err == nil {
		t.Error("no error")
	}
	testkit.Equal(t, s.Calls(), "delete namespace one-x")
}

func TestALabOutsideItsRangeIsSkipped(t *testing.T) {
	for version, problem := range map[string]string{"v1.29.4": "", "unknown": `the cluster's version "unknown": invalid semantic version`} {
		s := set(t, "kubernetes: '>=1.30'\n"+demo, nil)
		s.Version = version
		testkit.Equal(t, testkit.Text(s.Test(t.Context(), s.lab, once)), problem)
		testkit.Equal(t, s.log.String()+s.Calls(), "skipped on "+version+"\n")
	}
}

func TestALabTellsWhetherItMayBeTriedAgain(t *testing.T) {
	for _, last := range []bool{true, false} {
		s := set(t, demo, nil)
		ctx, cancel := context.WithCancel(t.Context())
		s.Emit = func(e event.Event) {
			if e, ok := e.(event.LabStarted); ok {
				testkit.Equal(t, e.Last, last)
				cancel()
			}
		}
		_ = s.Test(ctx, s.lab, runner.Attempt{Namespace: "one-x", Number: 1, Last: last})
	}
}

// once is the attempt at a lab of most tests.
var once = runner.Attempt{Namespace: "one-x", Number: 1, Last: true}
