package runner_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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

const hint = "\nhint: if it is expected to fail, set exitCode on the operation, or add a check of its output"

func TestAnOperationThatFailsFailsItsStep(t *testing.T) {
	const fails, web = "{exec: {pod: web, command: [false]}}", "{object: pod/web}"
	for name, test := range map[string]struct{ step, want string }{
		"alone":                     {"operations: [" + fails + "], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"before another":            {"operations: [" + fails + ", {apply: pod.yaml}], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"with its exit code":        {"operations: [{exec: {pod: web, command: [false]}, exitCode: 3}], checks: [" + web + "]", ""},
		"with another one":          {"operations: [{exec: {pod: web, command: [false]}, exitCode: 4}], checks: [" + web + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"that should have failed":   {"operations: [{wait: {object: pod/web, condition: a}}, {exec: {pod: ok, command: ['true']}, exitCode: 4}], checks: [" + web + "]", "kubectl exec ok -- true: exit code 0, expected 4" + hint},
		"and a check wants that":    {"operations: [" + fails + "], checks: [exitCode: 3]", ""},
		"and a check wants another": {"operations: [" + fails + "], checks: [exitCode: 4]", "expected exit code 4, got exit code 3: oops"},
		"and an expression does":    {"operations: [" + fails + "], checks: [cel: exitCode > 2]", ""},
		"and a check has no wish":   {"operations: [" + fails + "], checks: [line: out]", "expected exit code 0, got exit code 3: oops"},
		"and both expect it":        {"operations: [{exec: {pod: web, command: [false]}, exitCode: 3}], checks: [line: out]", ""},
		"in a solution":             {"checks: [" + web + "], solution: [" + fails + "]", "kubectl exec web -- false: exit code 3: oops" + hint},
		"a request":                 {"operations: [http: {url: http://a/}], checks: [" + web + "]", "curl http://a/: the response has status 404" + hint},
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
	for status, want := range map[int]string{201: "", 409: "", 422: `lab "one", step "make": curl --request POST http://a/: the response has status 422` + hint} {
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

// noting has kubectl note its arguments, and gives what was noted.
func (s *stage) noting(t *testing.T) (noted func() string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "calls")
	s.Host.Labs = testkit.Program(t, "labs", `echo "$*" >> `+file+`; echo done`)
	return func() string {
		text, _ := os.ReadFile(file) // nothing where there was no call
		_ = os.Remove(file)
		return strings.TrimSpace(strings.ReplaceAll(string(text), "kubectl --namespace=one-x ", ""))
	}
}

func TestWhatOnlyReadsCanBeGraded(t *testing.T) {
	for operation, gradable := range map[string]bool{
		"kubectl: [cluster-info]": true, "kubectl: [auth, can-i, get, pods]": true, "kubectl: [rollout, status, deployment/web]": true, "kubectl: [explain, pod]": true,
		"kubectl: [version]": true, "kubectl: [-n, x, get, pods]": true, "wait: {object: pod/web, condition: Ready}": true,
		"kubectl: [rollout, undo, deployment/web]": false, "kubectl: [-n, get, delete, pods]": false, "http: {url: \"http://a/\", method: POST}": false,
	} {
		s := set(t, "steps: [{name: read, operations: ["+operation+"], checks: [match: done|met]}]", nil)
		noted := s.noting(t)
		err := s.open(t, nil).Grade(t.Context(), 0, 0)
		ungradable := errors.As(err, new(*runner.UngradableError))
		if ran := noted()+s.Calls() != ""; ungradable == gradable || ran != gradable || gradable && err != nil {
			t.Errorf("%s: %v; it ran: %v", operation, err, ran)
		}
	}
}

func TestAWaitIsRepeatedForWhatFollows(t *testing.T) {
	s := set(t, `
steps:
- name: wait
  operations: [{kubectl: [get, pods]}, {kubectl: [rollout, status, deployment/web]}, {wait: {object: pod/web, condition: Ready}}, {kubectl: [wait, pod/web, --for=delete]}]
  checks: [{object: pod/web}]
- name: next
  checks: [{object: pod/web}]
`, nil)
	noted := s.noting(t)
	testkit.Must(t, s.open(t, nil).Resume(t.Context(), 1, func(string) bool { return false }))
	testkit.Equal(t, noted(), "rollout status deployment/web\nwait pod/web --for=delete")
	testkit.Equal(t, s.Calls(), "wait for pod/web in one-x: Ready")
}

func TestAWaitIsNotLookedAtBeforeItsStep(t *testing.T) {
	s := changing(t, "steps: [{name: one, operations: [{apply: pod.yaml}, {wait: {object: pod/web, condition: Ready}}], checks: [{line: pod/web condition met}]}]")
	testkit.Must(t, s.Test(t.Context(), s.lab, once))
	testkit.Equal(t, strings.Count(s.Calls(), "wait for"), 1)
}

// TestTheValuesAreThoseThatWereShown has a value change while a check looks.
func TestTheValuesAreThoseThatWereShown(t *testing.T) {
	s := set(t, `
steps:
- name: read
  operations: [exec: {pod: "${{ pod }}", command: [env]}]
  checks: [{match: done}, {exec: {pod: "${{ pod }}", command: [env]}, match: done}]
`, nil)
	a := &asked{}
	s.Diagnoser = a
	_, err := s.take(t, func(ctx context.Context, session *runner.Session) error {
		session.Values["pod"] = "web"
		s.on("exec", func(context.Context) (lab.Output, error) {
			session.Values["pod"] = "other"
			return lab.Output{Text: "none"}, nil
		})
		return session.Run(ctx, 0, false)
	})
	testkit.Equal(t, err != nil, true)
	testkit.Equal(t, a.failures[0].Operation.Exec.Pod, "web")
	testkit.Equal(t, a.failures[1].Check.Exec.Pod, "other")
	calls := s.Calls()
	testkit.Equal(t, strings.Count(calls, "exec one-x/other/"), 1)
	if n := strings.Count(calls, "exec one-x/web/"); n < 10 {
		t.Errorf("the operation ran %d times", n)
	}
}
