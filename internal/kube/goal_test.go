package kube

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestAWaitIsForMoreThanACondition(t *testing.T) {
	pod := func(status string) string {
		return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"generation": 2}, "status": {` + status + `}}`
	}
	deployment := func(generation, ready, more string) string {
		return `{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": "web", "generation": ` + generation + `}, "spec": {"replicas": 2}, "status": {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": ` + ready + more + `}}`
	}
	failed := `, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]`
	phase := lab.Wait{JSONPath: "{.status.phase}", Value: "Succeeded"}
	for _, test := range []struct {
		wait             lab.Wait
		text, now, never string
		done             bool
	}{
		{wait: phase, text: pod(`"phase": "Succeeded"`), done: true},
		{wait: phase, text: pod(`"phase": "Running"`), now: `it is "Running"`},
		{wait: phase, text: pod(`"phase": "Failed"`), now: `it is "Failed"`, never: "the Pod has ended: Failed"},
		{wait: phase, text: pod(`"observedGeneration": 1, "phase": "Succeeded"`)},
		{wait: phase, text: pod(``), now: `it has no value`},
		{wait: lab.Wait{JSONPath: "{.status.podIP}"}, text: pod(`"podIP": "10.0.0.7"`), done: true},
		{wait: lab.Wait{JSONPath: "{.status.podIP}"}, text: pod(``)},
		{wait: lab.Wait{JSONPath: "{.spec.replicas}", Value: 2}, text: deployment("2", "2", ""), done: true},
		{wait: lab.Wait{Rollout: true}, text: deployment("2", "2", ""), done: true},
		{wait: lab.Wait{Rollout: true}, text: deployment("3", "2", ""), now: "Waiting for deployment spec update to be observed..."},
		{wait: lab.Wait{Rollout: true}, text: deployment("2", "1", ""), now: `Waiting for deployment "web" rollout to finish: 1 of 2 updated replicas are available...`},
		{wait: lab.Wait{Rollout: true}, text: deployment("2", "1", failed), never: `deployment "web" exceeded its progress deadline`},
		{wait: lab.Wait{Rollout: true}, text: pod(``), never: "only a Deployment, a StatefulSet or a DaemonSet is rolled out"},
	} {
		g, err := goalOf(Object{Reference: "pod/web"}, test.wait)
		testkit.Must(t, err)
		got := g.look(object(t, test.text))
		if got.done != test.done || !test.done && (got.now.String() != test.now || got.never.String() != test.never) {
			t.Errorf("%s of %s: got %v, %v, %v", test.wait.For(), test.text, got.done, got.now, got.never)
		}
	}
	_, err := goalOf(Object{Reference: "pod/web"}, lab.Wait{JSONPath: "{.status"})
	testkit.Equal(t, testkit.Text(err), `JSONPath "{.status": unclosed action`)
}

func TestAWaitThatIsInVainSaysForWhat(t *testing.T) {
	failed := strings.Replace(ready("False"), `"conditions"`, `"phase": "Failed", "conditions"`, 1)
	for _, test := range []struct {
		wait      lab.Wait
		pod, want string
	}{
		{lab.Wait{JSONPath: "{.status.phase}", Value: "Succeeded"}, failed, `{.status.phase} of pod/web will not become "Succeeded": the Pod has ended: Failed`},
		{lab.Wait{JSONPath: "{.status.phase}", Value: "Running"}, ready("False"), `{.status.phase} of pod/web is not "Running": it has no value; Ready is False: Starting`},
		{lab.Wait{JSONPath: "{.status.podIP}"}, ready("False"), `{.status.podIP} of pod/web has no value: Ready is False: Starting`},
		{lab.Wait{Deleted: true}, ready("True"), "pod/web still exists: nothing has deleted it"},
		{lab.Wait{Deleted: true}, stuck(`"kubernetes.io/x"`), "pod/web still exists, although its deletion was requested: finalizers not removed: kubernetes.io/x"},
		{lab.Wait{Log: "listening"}, failed, `the log of pod/web will not match listening, because the Pod has ended: the log of pod/web ends with "bye"`},
		{lab.Wait{Log: "listening"}, ready("True"), `the log of pod/web does not match listening: the log of pod/web ends with "bye"`},
	} {
		c, _ := serve(t, map[string]string{webPath: test.pod, webPath + "/log": "hello\nbye\n"})
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		testkit.Equal(t, testkit.Text(c.WaitFor(ctx, Object{"pod/web", "one-x"}, test.wait)), test.want)
		cancel()
	}
	c, _ := serve(t, map[string]string{webPath: ready("True"), webPath + "/log": "hello\nbye\n"})
	testkit.Must(t, c.WaitFor(t.Context(), Object{"pod/web", "one-x"}, lab.Wait{Log: "(?m)^hello$"}))
	c, _ = serve(t, nil)
	testkit.Must(t, c.WaitFor(t.Context(), Object{"pod/web", "one-x"}, lab.Wait{Deleted: true}))
}

func TestAWaitForALogReadsEachLineOnceAndAllOfThem(t *testing.T) {
	chatty := strings.Repeat(strings.Repeat("x", 100)+"\n", limit.Output/100+1)
	c, _ := serve(t, map[string]string{webPath: ready("True"), webPath + "/log": chatty + "listening\n"})
	testkit.Must(t, c.WaitFor(t.Context(), Object{"pod/web", "one-x"}, lab.Wait{Log: "^listening$"}))

	c, a := serve(t, map[string]string{webPath: ready("True"), webPath + "/log": "hello\n"})
	requests := asked(a)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := c.WaitFor(ctx, Object{"pod/web", "one-x"}, lab.Wait{Log: "never", Container: "main"}); err == nil {
		t.Error("it matched")
	}
	logs := slices.DeleteFunc(*requests, func(r string) bool { return !strings.Contains(r, "/log") })
	testkit.Equal(t, logs[:2], []string{"GET " + webPath + "/log?container=main", "GET " + webPath + "/log?container=main&sinceSeconds=2"})
}
