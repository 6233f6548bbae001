package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// counted answers with how often it was asked.
func counted(format string) func(context.Context) (lab.Output, error) {
	n := 0
	return func(ctx context.Context) (lab.Output, error) {
		n++
		return lab.Output{Text: fmt.Sprintf(format, n)}, ctx.Err()
	}
}

// take runs the first step on a clock of its own, and gives the time it took.
func (s *stage) take(t *testing.T, work func(context.Context, *runner.Session) error) (took time.Duration, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		session := s.open(t, nil)
		started := time.Now()
		err = work(t.Context(), session)
		took = time.Since(started)
	})
	return took, err
}

func demonstrate(ctx context.Context, s *runner.Session) error { return s.Run(ctx, 0, false) }

func TestAnOperationThatOnlyReadsRunsUntilItsChecksHold(t *testing.T) {
	s := set(t, `
steps:
- name: read
  operations: [exec: {pod: web, command: [count]}]
  checks: [{match: "try [4-9]"}, {equals: try 4}]
`, nil)
	s.on("exec", counted("try %d"))
	took, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, strings.Count(s.Calls(), "count"), 4)
	testkit.Equal(t, took, (50+100)*time.Millisecond) // the second try is at once
}

func TestAnOperationThatChangesSomethingRunsOnce(t *testing.T) {
	s := set(t, `
steps:
- name: change
  operations: [http: {url: "http://a/", method: POST}]
  checks: [{equals: try 2}, {equals: try 1}]
`, nil)
	s.on("request", counted("try %d"))
	took, err := s.take(t, demonstrate)
	testkit.Equal(t, testkit.Text(err), `lab "one", step "change": expected line 1 to be "try 2", got "try 1"`)
	testkit.Equal(t, []any{took, s.Calls()}, []any{time.Duration(0), "request POST http://a/"})
}

func TestACheckLooksAtTheLastOperation(t *testing.T) {
	s := set(t, `
steps:
- name: read
  operations: [exec: {pod: a, command: [x]}, http: {url: "http://b/", method: PUT}]
  checks: [{equals: second}]
`, map[string]string{"exec": "first", "request": "second"})
	testkit.Must(t, s.open(t, nil).Run(t.Context(), 0, false))
}

const task = `
steps:
- name: task
  operations: [exec: {pod: web, command: [prepare]}]
  checks: [{exec: {pod: web, command: [look]}, equals: done}]
  solution: [http: {url: "http://solution/", method: POST}]
`

func TestATaskIsSolvedOnlyWhenThatIsAskedFor(t *testing.T) {
	for name, test := range map[string]struct {
		work  func(context.Context, *runner.Session) error
		calls string
	}{
		"grade": {func(ctx context.Context, s *runner.Session) error { return s.Grade(ctx, 0, time.Second) }, "exec one-x/web/: look"},
		"run":   {demonstrate, "exec one-x/web/: prepare\nexec one-x/web/: look"},
		"solve": {func(ctx context.Context, s *runner.Session) error { return s.Run(ctx, 0, true) },
			"exec one-x/web/: prepare\nrequest POST http://solution/\nexec one-x/web/: look"},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, task, map[string]string{"exec": "done"})
			for range 2 { // the second as the first
				_, err := s.take(t, test.work)
				testkit.Must(t, err)
				testkit.Equal(t, s.Calls(), test.calls)
			}
		})
	}
}

const manyChecks = `
steps:
- name: read
  operations: [exec: {pod: web, command: [env]}]
  checks:
  - line: a=2
  - line: a=1
  - object: pod/web
    tree: {x: 1}
  - object: pod/none
    namespace: other
    tree: {x: 1}
  - line: ${{ missing }}
  - line: b=1
`

func TestEveryFailingCheckIsReported(t *testing.T) {
	s := set(t, manyChecks, map[string]string{"exec": "a=1", "watch pod/web": `{"x": 2}`})
	_, err := s.take(t, demonstrate)
	testkit.Golden(t, "checks.txt", s.log.String())
	if calls := s.Calls(); !strings.Contains(calls, "watch pod/web in one-x") || !strings.Contains(calls, "watch pod/none in other") {
		t.Errorf("the calls were\n%s", calls)
	}
	var step *runner.StepError
	if !errors.As(err, &step) || step.Check != &s.lab.Steps[0].Checks[0] {
		t.Errorf("got %v, want that of the first check", err)
	}
}

func TestACaptureMayUseOneBeforeIt(t *testing.T) {
	var captures strings.Builder
	for i := range 9 { // in their order by chance: less than once in 300,000 runs
		fmt.Fprintf(&captures, "    v%d: {object: \"pod/${{ v%d }}\", jsonPath: \"{.x}\"}\n", i+1, i)
	}
	s := set(t, "steps:\n- name: read\n  capture:\n"+captures.String()+"  checks: [exec: {pod: web, command: [env]}]\n", map[string]string{"field": "web"})
	testkit.Must(t, s.open(t, lab.Values{"v0": "web"}).Run(t.Context(), 0, false))
}
