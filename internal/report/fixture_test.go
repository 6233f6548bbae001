package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// hostile is what a Pod may print to break out of a report, or to steer what
// shows it.
const hostile = "\x1b]0;t\a<script>alert(1)</script> ]]> @octocat #1 | a | [x](https://evil.example) `` ` ```\n````\n" +
	"</details>\n# Heading\n::error::no\n[[ATTACHMENT|/etc/passwd]] 100% a:b,c\r\u202e\x00\ufffe\xff"

var (
	env    = newLab("01-env", "env", "line POD_NAME=web", "line POD_IP=${{ podIP }}")
	volume = newLab("02-volume", "volume", "line cpu=500", "line mem=100")
	proxy  = newLab("03-proxy", "proxy", "status 200")
	future = newLab("04-future", "future", "line a")
	rbac   = newLab("05-rbac", "rbac", "status 403", "status 403")
	images = newLab("06-images", "images", "line a")
	left   = newLab("07-left", "left", "line a")
	never  = newLab("08-never", "never", "line a")
	holes  = newLab("09-holes", "holes", "line a")
)

// newLab makes a lab of two steps, whose checks are written one a line from
// line 12 on.
func newLab(folder, name string, lines ...string) *lab.Lab {
	read := lab.Step{Name: "read", Position: lab.Position{Line: 9, Column: 3}}
	for i, line := range lines {
		c := lab.Check{Position: lab.Position{Line: 12 + i, Column: 5}}
		if _, err := fmt.Sscanf(line, "status %d", new(int)); err == nil {
			c.Status = []int{200 + 203*(len(lines)-1)}
		} else {
			c.Line = line[len("line "):]
		}
		read.Checks = append(read.Checks, c)
	}
	create := lab.Step{Name: "create", Position: lab.Position{Line: 4, Column: 3}, Checks: []lab.Check{{Line: "POD_NAME=web", Position: lab.Position{Line: 7, Column: 5}}}}
	return &lab.Lab{Metadata: lab.Metadata{Name: name}, Dir: "labs/" + folder, Kubernetes: ">=1.30", Steps: []lab.Step{create, read}}
}

func started(l *lab.Lab, attempt int) event.Event {
	return event.LabStarted{Lab: l, Namespace: l.Metadata.Name + "-x7", Attempt: attempt}
}

// checked is a check of the second step.
func checked(l *lab.Lab, index int, err error, causes ...i18n.Message) event.Event {
	c := &l.Steps[1].Checks[index]
	described, _ := lab.Expand(lab.Values{"podIP": "10.0.0.7"}, *c)
	return event.CheckFinished{Lab: l, Step: &l.Steps[1], Check: c, Statement: check.Statement(&described), Err: err, Diagnosis: causes, Elapsed: 250 * time.Millisecond}
}

func operated(l *lab.Lab, command, output string, err error, causes ...i18n.Message) event.Event {
	return event.OperationFinished{Lab: l, Step: &l.Steps[1], Command: command, Output: output, Err: err, Diagnosis: causes, Elapsed: 1500 * time.Millisecond}
}

func stepped(l *lab.Lab, err error, found ...event.Evidence) event.Event {
	return event.StepFinished{Lab: l, Step: &l.Steps[1], Values: lab.Values{"secret": "x"}, Err: err, Evidence: found, Elapsed: 2 * time.Second}
}

func ended(l *lab.Lab, attempt int, retried bool, err error) event.Event {
	return event.LabFinished{Lab: l, Steps: 2, Checks: 3, Err: err, Attempt: attempt, Retried: retried, Elapsed: 12 * time.Second}
}

// failedBy is the error of a lab whose step ended so; a nil check is an
// operation.
func failedBy(l *lab.Lab, c *lab.Check, err error) error {
	return &runner.StepError{Lab: l, Step: &l.Steps[1], Check: c, Err: err}
}

func mismatch(expected, got string) error {
	return &check.Mismatch{Expected: i18n.Text("line %s", expected), Note: i18n.Text("closest match: %s", got)}
}

// passing are the events of a lab that passes.
func passing(l *lab.Lab, attempt int) []event.Event {
	create, read := &l.Steps[0], &l.Steps[1]
	events := []event.Event{
		started(l, attempt), event.LabPrepared{Lab: l, Elapsed: 300 * time.Millisecond},
		event.StepStarted{Lab: l, Step: create},
		event.CheckFinished{Lab: l, Step: create, Check: &create.Checks[0], Statement: check.Statement(&create.Checks[0]), Elapsed: 20 * time.Millisecond},
		event.StepFinished{Lab: l, Step: create, Elapsed: 30 * time.Millisecond},
		event.StepStarted{Lab: l, Step: read, Index: 1},
		event.OperationStarted{Lab: l, Step: read, Command: "kubectl exec web -- env"},
		operated(l, "kubectl exec web -- env", "POD_NAME=web\n", nil),
	}
	for i := range read.Checks {
		events = append(events, checked(l, i, nil))
	}
	return append(events, stepped(l, nil), event.LabCleaned{Lab: l, Elapsed: time.Second}, ended(l, attempt, false, nil))
}

// failing are those of an attempt that a check fails.
func failing(l *lab.Lab, attempt int, retried bool) []event.Event {
	err := mismatch("cpu=500", "cpu=1")
	why := i18n.Text("%s is limits.cpu / divisor = %s / 1 = 1, rounded up", "cpu", "500m")
	return []event.Event{
		started(l, attempt), event.LabPrepared{Lab: l}, event.StepStarted{Lab: l, Step: &l.Steps[1], Index: 1},
		checked(l, 0, err, why),
		stepped(l, failedBy(l, &l.Steps[1].Checks[0], err),
			event.Evidence{Name: "describe pod/web", Text: "Name: web\nStatus: Running\n"},
			event.Evidence{Name: "logs pod/web main", Text: "starting\nready\n"}),
		event.LabCleaned{Lab: l}, ended(l, attempt, retried, failedBy(l, &l.Steps[1].Checks[0], err)),
	}
}

// plain is a short run: a lab that passes and one that fails.
func plain() []event.Event {
	events := append([]event.Event{event.RunStarted{Cluster: "labs", Image: "kindest/node:v1.37.2", Version: "v1.37.2", Labs: []*lab.Lab{env, volume}}}, passing(env, 1)...)
	return append(append(events, failing(volume, 1, false)...), event.RunFinished{Elapsed: 25 * time.Second})
}

// recorded is a run over two node images in which all goes wrong that can.
func recorded() []event.Event {
	refused := errors.New("kubectl apply: exit code 1: " + hostile)
	hostileErr := &check.Mismatch{Expected: i18n.Foreign(hostile), Got: i18n.Foreign(hostile)}
	canceled := fmt.Errorf("wait: %w", context.Canceled)
	full := errors.New("load image \"localhost/toolbox:v1\": no space left on device\nhint: make room")
	events := []event.Event{event.RunStarted{Cluster: "labs-test", Image: "kindest/node:v1.29.1", Version: "v1.29.1",
		Labs: []*lab.Lab{env, volume, proxy, future, rbac, images, left}}}
	add := func(more ...event.Event) { events = append(events, more...) }
	add(passing(env, 1)...)
	add(failing(volume, 1, true)...)
	add(passing(volume, 2)...)
	add(started(proxy, 1), event.Notice{Lab: proxy, Text: i18n.Text("port %d is taken", 8001)}, event.LabPrepared{Lab: proxy}, event.StepReplayed{Lab: proxy, Step: &proxy.Steps[0]},
		operated(proxy, "kubectl apply --filename=<x>", hostile, refused, i18n.Foreign(hostile)), stepped(proxy, failedBy(proxy, nil, refused), event.Evidence{Name: hostile, Text: hostile}),
		event.LabCleaned{Lab: proxy}, ended(proxy, 1, false, failedBy(proxy, nil, refused)))
	add(event.LabSkipped{Lab: future, Version: "v1.29.1"})
	waits := checked(rbac, 1, hostileErr, i18n.Text("same cause as an earlier failure")).(event.CheckFinished)
	waits.WaitsFor = &rbac.Steps[1].Checks[0]
	add(started(rbac, 1), event.LabPrepared{Lab: rbac}, checked(rbac, 0, hostileErr, i18n.Foreign(hostile)), waits,
		stepped(rbac, failedBy(rbac, &rbac.Steps[1].Checks[0], hostileErr)), event.LabCleaned{Lab: rbac}, ended(rbac, 1, false, failedBy(rbac, &rbac.Steps[1].Checks[0], hostileErr)))
	add(started(images, 1), event.LabPrepared{Lab: images, Err: full}, event.LabCleaned{Lab: images}, ended(images, 1, false, full))
	add(passing(left, 1)[:9]...)
	add(event.LabCleaned{Lab: left, Err: &runner.CleanUpError{Err: errors.New("namespace left-x7 is still there")}}, ended(left, 1, false, errors.New("clean up: namespace left-x7 is still there")))
	add(mutated()...)
	add(event.RunFinished{Elapsed: 62 * time.Second})
	add(event.RunFailed{Cluster: "labs-test-1b", Image: "none:v1", Labs: []*lab.Lab{env, future}, Err: errors.New("create cluster: no such image " + hostile)})
	add(event.RunStarted{Cluster: "labs-test-2", Image: "kindest/node:v1.37.2", Version: "v1.37.2", Labs: []*lab.Lab{env, volume, proxy, rbac, never}})
	add(passing(env, 1)...)
	add(failing(volume, 1, true)...)
	add(failing(volume, 2, false)...)
	add(started(proxy, 1), event.LabPrepared{Lab: proxy}, operated(proxy, "kubectl wait", "", canceled), stepped(proxy, canceled), event.LabCleaned{Lab: proxy}, ended(proxy, 1, false, canceled))
	capture := errors.New(`capture "podIP": pod/web has no .status.podIP`)
	add(started(rbac, 1), event.LabPrepared{Lab: rbac}, stepped(rbac, failedBy(rbac, nil, capture)))
	return events
}

// mutated are the events of a lab with a hole in its checks.
func mutated() []event.Event {
	of := func(name string, o event.Outcome, noticed *lab.Step, err error) event.Event {
		return event.MutantFinished{Lab: holes, Mutant: name, Diff: "--- a\n+++ b\n@@ -1 +1 @@\n-" + name + "\n+" + hostile + "\n",
			Step: &holes.Steps[0], Noticed: noticed, Outcome: o, Err: err, Elapsed: time.Second}
	}
	return []event.Event{
		event.MutantsStarted{Lab: holes, Total: 3},
		of("pod.yaml: env[A] taken out", event.Killed, &holes.Steps[1], mismatch("line a", "b")),
		of("pod.yaml: env[B] taken out", event.Survived, nil, nil),
		of("pod.yaml: kind: Pod -> Pot", event.Rejected, nil, errors.New("no such kind")),
		event.LabMutated{Lab: holes, Killed: 1, Survived: 1, Rejected: 1, Excluded: 2, Elapsed: 9 * time.Second},
		event.LabKept{Lab: holes, Namespace: "holes-x7"},
	}
}

// play sends events, a second apart.
func play(sink event.Sink, events []event.Event) {
	for _, e := range events {
		time.Sleep(time.Second)
		sink(e)
	}
}

// options are those of the fixtures.
func options() report.Options { return report.Options{Course: "labs", Host: "ci-1"} }

// written gives what a run writes in a format.
func written(t *testing.T, format string, o report.Options, events []event.Event) string {
	t.Helper()
	var out bytes.Buffer
	o.Out = &out
	synctest.Test(t, func(t *testing.T) {
		r, err := report.Open([]string{format + "=-"}, o)
		testkit.Must(t, err)
		play(r.Sink, events)
		testkit.Must(t, r.Close())
	})
	return out.String()
}

// annotated gives the annotations of a run.
func annotated(t *testing.T, o report.Options, events []event.Event) string {
	t.Helper()
	var out bytes.Buffer
	play := func(sink event.Sink) {
		for _, e := range events {
			sink(e)
		}
	}
	play(report.Annotations(&out, o))
	return out.String()
}
