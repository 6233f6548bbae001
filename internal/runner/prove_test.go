package runner_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// changing is a world in which a file says "old" until something is applied.
func changing(t *testing.T, text string) *stage {
	t.Helper()
	s := set(t, text, map[string]string{"watch": `{"kind": "Pod"}`})
	content := "old"
	s.on("exec", func(context.Context) (lab.Output, error) { return lab.Output{Text: content + "\n"}, nil })
	s.on("apply", func(context.Context) (lab.Output, error) {
		content = "new"
		return lab.Output{}, nil
	})
	s.Course.Files = fstest.MapFS{"manifests/pod.yaml": {Data: []byte("kind: Pod")}}
	return s
}

const vacuous = "vacuous check: it passed before the step did anything, so it proves nothing; if it must already hold then, set precondition: true"

func TestAStepIsProvedBothWays(t *testing.T) {
	const read, change = "[exec: {pod: web, command: [cat]}]", "[apply: pod.yaml]"
	for name, test := range map[string]struct{ step, want string }{
		"a task whose check fails before":         {"solution: " + change + "\n  checks: [{exec: {pod: web, command: [cat]}, equals: new}]", ""},
		"a task whose check holds before":         {"solution: " + change + "\n  checks: [{exec: {pod: web, command: [cat]}, match: new|old}]", vacuous},
		"a task's precondition":                   {"solution: " + change + "\n  checks: [{exec: {pod: web, command: [cat]}, match: new|old, precondition: true}]", ""},
		"a precondition that does not hold":       {"solution: " + change + "\n  checks: [{exec: {pod: web, command: [cat]}, equals: new, precondition: true}]", `precondition failed before the step: expected line 1 to be "new", got "old"`},
		"a task prepared by its operations":       {"operations: " + change + "\n  solution: " + read + "\n  checks: [{exec: {pod: web, command: [cat]}, equals: new}]", vacuous},
		"a demo that changes what its check asks": {"operations: " + change + "\n  checks: [{exec: {pod: web, command: [cat]}, equals: new}]", ""},
		"a demo that changes nothing of it":       {"operations: " + change + "\n  checks: [{object: pod/web, tree: {kind: Pod}}]", vacuous},
		"a demo that changes and reads":           {"operations: [{apply: pod.yaml}, {exec: {pod: web, command: [cat]}}]\n  checks: [{equals: new}]", ""},
		"one that need not have changed it":       {"operations: [{apply: pod.yaml}, {exec: {pod: web, command: [cat]}}]\n  checks: [{match: new|old}]", vacuous},
		"a demo that reads":                       {"operations: " + read + "\n  checks: [{equals: old}]", ""},
		"a check that no output passes too":       {"operations: " + read + "\n  checks: [{cel: '!output.contains(\"new\")'}]", vacuous},
		"exit code 0 of a command not run":        {"operations: " + read + "\n  checks: [{exitCode: 0}]", vacuous},
	} {
		t.Run(name, func(t *testing.T) {
			s := changing(t, "steps:\n- name: one\n  "+test.step)
			err := s.Test(t.Context(), s.lab, once)
			if got := strings.TrimPrefix(testkit.Text(err), `lab "one", step "one": `); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestACheckThatChangesSomethingIsNotLookedAtBefore(t *testing.T) {
	for check, want := range map[string]int{
		"{http: {method: DELETE, url: http://x/}, status: [200]}":     1,
		"{http: {url: http://x/}, status: [200], precondition: true}": 2,
	} {
		s := changing(t, "steps: [{name: do, operations: [apply: pod.yaml], checks: ["+check+"]}]")
		s.on("request", func(context.Context) (lab.Output, error) { return lab.Output{Status: 200}, nil })
		testkit.Must(t, s.Test(t.Context(), s.lab, once))
		testkit.Equal(t, strings.Count(s.Calls(), "request "), want)
	}
}

func TestAVacuousCheckDoesNotEndTheLab(t *testing.T) {
	s := changing(t, `
steps:
- {name: unproven, operations: [exec: {pod: web, command: [cat]}], checks: [{exitCode: 0}, {equals: old}]}
- {name: unproven-too, operations: [apply: pod.yaml], checks: [object: pod/web]}
- {name: fails, operations: [exec: {pod: web, command: [cat]}], checks: [{equals: old, timeout: 1ms}]}
- {name: never, operations: [exec: {pod: web, command: [cat]}], checks: [exitCode: 0]}
`)
	err := s.Test(t.Context(), s.lab, once)
	testkit.Equal(t, testkit.Text(err), `lab "one", step "unproven": `+vacuous+"\n"+`lab "one", step "unproven-too": `+vacuous+"\n"+
		`lab "one", step "fails": expected line 1 to be "old", got "new"`)
	testkit.Golden(t, "vacuous.txt", s.log.String())
}

func TestAFailedLabCanBeKept(t *testing.T) {
	for _, keep := range []bool{true, false} {
		s := changing(t, "steps: [{name: unproven, operations: [apply: pod.yaml], checks: [object: pod/web]}]")
		s.Keep = keep
		_ = s.Test(t.Context(), s.lab, once)
		testkit.Equal(t, strings.Contains(s.Calls(), "delete namespace"), !keep)
		testkit.Equal(t, strings.Contains(s.log.String(), "kept one-x"), keep)
	}
}

func TestAnAttemptSaysWhetherAnotherFollows(t *testing.T) {
	for _, last := range []bool{true, false} {
		s := changing(t, "steps: [{name: unproven, operations: [apply: pod.yaml], checks: [object: pod/web]}]")
		var finished event.LabFinished
		s.Emit = func(e event.Event) {
			if f, ok := e.(event.LabFinished); ok {
				finished = f
			}
		}
		_ = s.Test(t.Context(), s.lab, runner.Attempt{Namespace: "one-x", Number: 2, Last: last})
		testkit.Equal(t, []any{finished.Attempt, finished.Retried}, []any{2, !last})
	}
}

func TestEvidenceIsTakenBeforeTheCleanUp(t *testing.T) {
	s := changing(t, "steps: [{name: one, operations: [apply: pod.yaml], checks: [{object: pod/web, tree: {kind: Other}, timeout: 1ms}]}]")
	s.Evidence = func(_ context.Context, namespace string) []event.Evidence {
		if strings.Contains(s.log.String(), "cleaned") {
			t.Error("too late")
		}
		return []event.Evidence{{Name: "events", Text: "of " + namespace}}
	}
	var found []event.Evidence
	note := s.Emit
	s.Emit = func(e event.Event) {
		if f, ok := e.(event.StepFinished); ok {
			found = f.Evidence
		}
		note(e)
	}
	_ = s.Test(t.Context(), s.lab, once)
	testkit.Equal(t, found, []event.Evidence{{Name: "events", Text: "of one-x"}})
}
