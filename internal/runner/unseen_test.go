package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// away gives no answer a number of times.
func away(times int, answer func(context.Context) (lab.Output, error)) func(context.Context) (lab.Output, error) {
	asked := 0
	return func(ctx context.Context) (lab.Output, error) {
		if asked++; asked <= times {
			return lab.Output{}, errors.New("connection lost")
		}
		return answer(ctx)
	}
}

func says(text string) func(context.Context) (lab.Output, error) {
	return func(context.Context) (lab.Output, error) { return lab.Output{Text: text}, nil }
}

func gone(context.Context) (lab.Output, error) {
	return lab.Output{}, apierrors.NewNotFound(schema.GroupResource{Resource: "pods"}, "web")
}

func TestALookThatFailsBeforeAStepProvesNothing(t *testing.T) {
	const unseen = "the state before the step is still unknown after 10s: could not check: connection lost"
	for name, test := range map[string]struct {
		checks, call string
		before       func(context.Context) (lab.Output, error)
		want         string
	}{
		"a vacuous check of an object":        {"[{object: pod/web, tree: {kind: Pod}}]", "watch", away(3, says(`{"kind": "Pod"}`)), vacuous},
		"a vacuous check of a command":        {"[{exec: {pod: web, command: [cat]}, match: new|old}]", "exec", away(3, says("old")), vacuous},
		"a vacuous check of the operation":    {"[{match: new|old}]", "exec", away(3, says("old")), vacuous},
		"a check that can never look":         {"[{object: pod/web, tree: {kind: Pod}}]", "watch", away(1000, says("")), unseen},
		"a command that can never run":        {"[{exec: {pod: web, command: [cat]}, match: new|old}]", "exec", away(1000, says("")), unseen},
		"an operation that can never run":     {"[{match: new|old}]", "exec", away(1000, says("")), unseen},
		"a precondition that can never look":  {"[{object: pod/web, precondition: true}]", "watch", away(1000, says("")), unseen},
		"a Pod that is not there yet":         {"[{exec: {pod: web, command: [cat]}, match: new|old}]", "exec", gone, ""},
		"an operation's, which asks nothing":  {"[{match: new|old}]", "exec", gone, ""},
		"nor has it an exit code":             {"[exitCode: 0]", "exec", gone, ""},
		"which is no precondition":            {"[{exitCode: 0, precondition: true}]", "exec", gone, "precondition failed before the step: its command could not run, so there is no exit code"},
		"what an operation does not print":    {`[{cel: '!output.contains("new!")'}]`, "exec", gone, vacuous},
		"a value that only the step captures": {"[{object: \"pod/${{ ip }}\", tree: {kind: Pod}}]", "nothing", gone, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := changing(t, "steps: [{name: one, operations: [{apply: pod.yaml}, {exec: {pod: web, command: [cat]}}], capture: {ip: {object: pod/web, jsonPath: a}}, checks: "+test.checks+"}]")
			applied := false
			after := s.Answer
			s.Answer = func(ctx context.Context, call string) (lab.Output, error) {
				applied = applied || strings.HasPrefix(call, "apply")
				if strings.HasPrefix(call, test.call) && !applied {
					return test.before(ctx)
				}
				return after(ctx, call)
			}
			_, err := s.take(t, func(ctx context.Context, session *runner.Session) error { return session.Prove(ctx, 0) })
			testkit.Equal(t, strings.TrimPrefix(testkit.Text(err), `lab "one", step "one": `), test.want)
		})
	}
}

func TestACheckThatCouldNotLookSaysSo(t *testing.T) {
	s := changing(t, "steps: [{name: one, operations: [apply: pod.yaml], checks: [{exec: {pod: web, command: [cat]}, equals: newest}]}]")
	looks := 0
	s.on("exec", func(context.Context) (lab.Output, error) {
		if looks++; looks < 2 {
			return lab.Output{Text: "new"}, nil
		}
		return lab.Output{}, errors.New("connection lost")
	})
	_, err := s.take(t, demonstrate)
	testkit.Equal(t, testkit.Text(err), `lab "one", step "one": could not check: connection lost`)
	testkit.Equal(t, runner.IsUnseen(err), true)
}

func TestAStatusOfAnOlderGenerationIsWaitedFor(t *testing.T) {
	const now = `{"metadata": {"generation": 2}, "status": {"observedGeneration": %d, "conditions": [{"type": "Available", "status": "True"}]}}`
	for name, test := range map[string]struct {
		check, want string
		looks       int
	}{
		"of a status":     {"tree: {status: {conditions: [{type: Available, status: 'True'}]}}", "", 2},
		"by CEL":          {"cel: \"json.status.conditions.exists(c, c.type == 'Available')\"", "", 2},
		"not of a status": {"tree: {metadata: {generation: 2}}", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, "steps: [{name: one, checks: [{object: deployment/web, "+test.check+"}]}]", nil)
			s.on("watch", counted(now))
			_, err := s.take(t, demonstrate)
			testkit.Must(t, err)
			testkit.Equal(t, strings.Count(s.Calls(), "watch"), test.looks)
		})
	}
	s := set(t, "steps: [{name: one, checks: [{object: deployment/web, tree: {status: {}}}]}]", map[string]string{"watch": fmt.Sprintf(now, 1)})
	_, err := s.take(t, demonstrate)
	testkit.Equal(t, testkit.Text(err), `lab "one", step "one": could not check: the controller of deployment/web has not processed generation 2 yet; the status is from generation 1`)
}

func TestACommandThatHangsIsAnAnswerWhereTheServerDoes(t *testing.T) {
	for _, answers := range []bool{true, false} {
		s := changing(t, "steps: [{name: one, operations: [apply: pod.yaml], checks: [{exec: {pod: web, command: [cat]}, equals: new}]}]")
		after, applied := s.Answer, false
		s.Answer = func(ctx context.Context, call string) (lab.Output, error) {
			applied = applied || strings.HasPrefix(call, "apply")
			if applied || !strings.HasPrefix(call, "exec") && (call != "answers" || answers) {
				return after(ctx, call)
			}
			<-ctx.Done()
			return lab.Output{}, ctx.Err()
		}
		_, err := s.take(t, func(ctx context.Context, session *runner.Session) error { return session.Prove(ctx, 0) })
		testkit.Equal(t, runner.IsUnseen(err), !answers)
	}
}
