//go:build e2e

package e2e

import (
	"regexp"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/testkit/terminal"
	"labs.local/labs/internal/testkit/terminal/scripted"
)

// stepLimit bounds the wait for one thing in a step.
const stepLimit = 3 * time.Minute

// step ARGS... runs one step of a demonstration, as a person does: labs next
// with the arguments in a terminal, Enter, and q when it is passed.
func step(ts *testscript.TestScript, _ bool, args []string) {
	t, err := terminal.Start(terminal.Options{Columns: 200, Rows: 50, Dir: ts.MkAbs("."), Env: scripted.Environment(ts)}, "labs", append([]string{"next"}, args...)...)
	ts.Check(err)
	defer t.Close()
	ts.Check(t.Expect("Enter run", stepLimit))
	ts.Check(t.Type("\n"))
	ts.Check(t.Match(regexp.MustCompile(`Step \S+ passed(.|\n)*(Enter next|of the course)`), stepLimit))
	_ = t.Type("q") // at the end of the course it has ended
	code, err := t.Wait(stepLimit)
	ts.Check(err)
	_, _ = ts.Stdout().Write([]byte(t.Transcript()))
	if code != 0 {
		ts.Fatalf("exit code %d:\n%s", code, t.Transcript())
	}
}
