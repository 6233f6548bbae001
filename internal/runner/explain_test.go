package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/testkit"
)

// asked is a Diagnoser that notes what it is asked.
type asked struct{ failures []diagnose.Failure }

func (a *asked) Explain(_ context.Context, f diagnose.Failure) []i18n.Message {
	a.failures = append(a.failures, f)
	return []i18n.Message{i18n.Text("because of %s", f.Output.Text)}
}

// explained runs the first step, and gives what was asked and what was told.
func explained(t *testing.T, s *stage, work func(context.Context, *runner.Session) error) (*asked, string) {
	t.Helper()
	a := &asked{}
	s.Diagnoser = a
	var told strings.Builder
	s.Emit = func(e event.Event) {
		switch e := e.(type) {
		case event.OperationFinished:
			fmt.Fprintf(&told, "operation %v\n", e.Diagnosis)
		case event.CheckFinished:
			fmt.Fprintf(&told, "check %v", e.Diagnosis)
			if e.WaitsFor != nil {
				fmt.Fprintf(&told, " waits for that of line %d", e.WaitsFor.Position.Line)
			}
			told.WriteString("\n")
		}
	}
	_, _ = s.take(t, work)
	return a, told.String()
}

const explainable = `
steps:
- name: read
  operations: [exec: {pod: web, command: [env, "${{ namespace }}"]}]
  checks:
  - equals: wrong
  - equals: right
  - exec: {pod: other, command: [env]}
    line: A=${{ namespace }}
  - match: a third
`

func TestAFailedCheckIsExplainedOnce(t *testing.T) {
	s := set(t, explainable, map[string]string{"exec one-x/web": "wrong", "exec one-x/other": "A=b"})
	a, told := explained(t, s, demonstrate)
	testkit.Equal(t, told, "operation []\ncheck []\ncheck [because of wrong]\ncheck [because of A=b]\ncheck [same cause as an earlier failure] waits for that of line 0\n")
	testkit.Equal(t, len(a.failures), 3)
	ofStep, ownSource := a.failures[0], a.failures[1]
	testkit.Equal(t, []string{ofStep.Lab, ofStep.Namespace, ofStep.Operation.Exec.Command[1], *ofStep.Check.Equals, ofStep.Output.Text, ofStep.Err.Error()},
		[]string{"one", "one-x", "one-x", "right", "wrong", `expected line 1 to be "right", got "wrong"`})
	testkit.Equal(t, []any{ownSource.Operation == nil, ownSource.Check.Line, ownSource.Output.Text}, []any{true, "A=one-x", "A=b"})
}

func TestAFailedOperationIsExplained(t *testing.T) {
	s := set(t, explainable, nil)
	s.on("exec", func(context.Context) (lab.Output, error) { return lab.Output{Text: "half"}, errors.New("broken") })
	a, told := explained(t, s, demonstrate)
	testkit.Equal(t, told, "operation [because of half]\n")
	testkit.Equal(t, []any{a.failures[0].Check == nil, a.failures[0].Operation.Exec.Pod}, []any{true, "web"})

	a, told = explained(t, s, func(ctx context.Context, s *runner.Session) error { return s.Grade(ctx, 0, 0) })
	testkit.Equal(t, told, "operation [because of half]\n")
	testkit.Equal(t, a.failures[0].Operation.Exec.Pod, "web")
}

func TestNobodyIsAskedWhereNobodyReads(t *testing.T) {
	s := set(t, explainable, nil)
	a, told := explained(t, s, func(ctx context.Context, session *runner.Session) error {
		return session.Reporting(s.Emit, false).Grade(ctx, 0, 0)
	})
	testkit.Equal(t, told, "check []\ncheck []\ncheck []\ncheck []\n")
	testkit.Equal(t, len(a.failures), 0)
}

func TestAnInterruptedCheckIsNotExplained(t *testing.T) {
	s := set(t, explainable, nil)
	ctx, cancel := context.WithCancel(t.Context())
	s.on("exec", func(context.Context) (lab.Output, error) {
		cancel()
		return lab.Output{}, ctx.Err()
	})
	a, _ := explained(t, s, func(_ context.Context, s *runner.Session) error { return s.Run(ctx, 0, false) })
	testkit.Equal(t, len(a.failures), 0)
}
