package runner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// ends is an answer of a command that ends with an exit code.
func ends(code int) func(context.Context) (lab.Output, error) {
	return func(ctx context.Context) (lab.Output, error) {
		return lab.Output{Text: "out", Stderr: "one\noops\n", ExitCode: code}, ctx.Err()
	}
}

const hint = "\nhint: where it is meant to fail, give the operation an exitCode, or let a check look at its output"

func TestAnOperationThatFailsFailsItsStep(t *testing.T) {
	const fails, web = "{exec: {pod: web, command: [false]}}", "{object: pod/web}"
	for name, test := range map[string]struct{ step, want string }{
		"alone":                     {"operations: [" + fails + "], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"before another":            {"operations: [" + fails + ", {apply: pod.yaml}], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"with its exit code":        {"operations: [{exec: {pod: web, command: [false]}, exitCode: 3}], checks: [" + web + "]", ""},
		"with another one":          {"operations: [{exec: {pod: web, command: [false]}, exitCode: 4}], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"that should have failed":   {"operations: [{wait: {object: pod/web, condition: a}}, {exec: {pod: ok, command: ['true']}, exitCode: 4}], checks: [" + web + "]", "kubectl exec ok -- true: exit code 0, though the lab wants 4" + hint},
		"and a check wants that":    {"operations: [" + fails + "], checks: [exitCode: 3]", ""},
		"and a check wants another": {"operations: [" + fails + "], checks: [exitCode: 4]", "expected exit code 4, got exit code 3: oops"},
		"and an expression does":    {"operations: [" + fails + "], checks: [cel: exitCode > 2]", ""},
		"and a check has no wish":   {"operations: [" + fails + "], checks: [line: out]", "expected exit code 0, got exit code 3: oops"},
		"and both expect it":        {"operations: [{exec: {pod: web, command: [false]}, exitCode: 3}], checks: [line: out]", ""},
		"in a solution":             {"checks: [" + web + "], solution: [" + fails + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"a request":                 {"operations: [http: {url: http://a/}], checks: [" + web + "]", "curl http://a/: the answer has status 404" + hint},
		"a request that is refused": {"operations: [http: {url: http://b/}], checks: [" + web + "]", "curl http://b/: nothing listens there: no" + hint},
		"a request that may fail":   {"operations: [http: {url: http://a/}], checks: [status: [404]]", ""},
		"and an expression says so": {"operations: [http: {url: http://a/}], checks: [cel: status == 404]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, "steps: [{name: do, "+test.step+"}]", map[string]string{"watch": "{}", "exec one-x/ok": "", "apply": "pod/web"})
			s.on("exec one-x/web", ends(3))
			s.on("request  http://a/", func(context.Context) (lab.Output, error) { return lab.Output{Status: 404}, nil })
			s.on("request  http://b/", func(context.Context) (lab.Output, error) { return lab.Output{Refused: true, Stderr: "no"}, nil })
			_, err := s.take(t, func(ctx context.Context, session *runner.Session) error { return session.Run(ctx, 0, true) })
			testkit.Equal(t, strings.TrimPrefix(testkit.Text(err), `lab "one", step "do": `), test.want)
		})
	}
}

func TestAnOperationThatFailsEndsAReplayToo(t *testing.T) {
	const steps = "steps: [{name: make, operations: [{http: {url: http://a/, method: POST}}, {exec: {pod: web, command: [env]}}], checks: [{line: x}]}, {name: next, checks: [object: pod/web]}]"
	for status, want := range map[int]string{201: "", 409: "", 422: `lab "one", step "make": curl --request POST http://a/: the answer has status 422` + hint} {
		s := set(t, steps, nil)
		s.on("request", func(context.Context) (lab.Output, error) { return lab.Output{Status: status}, nil })
		_, err := s.take(t, func(ctx context.Context, session *runner.Session) error {
			return session.Resume(ctx, 1, func(string) bool { return false })
		})
		testkit.Equal(t, testkit.Text(err), want)
	}
}

func TestTheTimeoutOfARunReachesItsOperations(t *testing.T) {
	for call, operation := range map[string]string{"wait": "wait: {object: pod/web, condition: Ready}", "exec": "exec: {pod: web, command: [sleep, infinity]}", "apply": "apply: pod.yaml"} {
		s := set(t, "steps: [{name: do, operations: ["+operation+"], checks: [object: pod/web]}]", nil)
		s.on(call, func(ctx context.Context) (lab.Output, error) {
			<-ctx.Done()
			return lab.Output{}, ctx.Err()
		})
		took, err := s.take(t, func(ctx context.Context, session *runner.Session) error {
			session.Values["podIP"] = "10.0.0.7"
			return session.Run(ctx, 0, false)
		})
		if took != 10*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v after %s", call, err, took)
		}
	}
}
