package check_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// row is a check held against an output, and what is to be said of it: ""
// where it holds.
type row struct {
	name  string
	check lab.Check
	out   lab.Output
	want  string
}

func text(output string) lab.Output { return lab.Output{Text: output} }

func pointer[T any](v T) *T { return &v }

func match(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			err := check.Match(&r.check, r.out, lab.Values{"podIP": "10.0.0.7"})
			testkit.Equal(t, testkit.Text(err), r.want)
			if err != nil && !errors.As(err, new(*check.Mismatch)) {
				t.Errorf("a %T, want a Mismatch", err)
			}
		})
	}
}

func TestTheOutcomeOfACommandIsChecked(t *testing.T) {
	match(t, []row{
		{"nothing asked for", lab.Check{}, text("x"), ""},
		{"success is expected", lab.Check{}, lab.Output{ExitCode: 2, Stderr: "a\nsh: no such file\n"}, "expected exit code 0, got exit code 2: sh: no such file"},
		{"silent failure", lab.Check{}, lab.Output{ExitCode: 1}, "expected exit code 0, got exit code 1"},
		{"failure is wanted", lab.Check{ExitCode: pointer(60)}, lab.Output{ExitCode: 60}, ""},
		{"another failure is wanted", lab.Check{ExitCode: pointer(60)}, lab.Output{ExitCode: 6, Stderr: "curl: (6)"}, "expected exit code 60, got exit code 6: curl: (6)"},
		{"success is wanted by number", lab.Check{ExitCode: pointer(0)}, lab.Output{ExitCode: 1}, "expected exit code 0, got exit code 1"},
		{"failure and a line", lab.Check{ExitCode: pointer(1), Line: "b"}, lab.Output{ExitCode: 1, Text: "a\n"}, `expected line b, got "a"`},
	})
}

func TestTheOutcomeOfARequestIsChecked(t *testing.T) {
	forbidden := lab.Output{Status: 403, Text: "{\n \"reason\": \"Forbidden\"\n}"}
	match(t, []row{
		{"status is one of several", lab.Check{Status: []int{401, 403}}, forbidden, ""},
		{"status is none of several", lab.Check{Status: []int{200, 201}}, forbidden, `expected status 200 or 201, got 403 { "reason": "Forbidden" }`},
		{"success is expected", lab.Check{Match: "Forbidden"}, forbidden, `expected a status below 400, got 403 { "reason": "Forbidden" }`},
		{"redirection is no failure", lab.Check{}, lab.Output{Status: 307}, ""},
		{"refused as wanted", lab.Check{Refused: true}, lab.Output{Refused: true, Stderr: "dial"}, ""},
		{"answered, not refused", lab.Check{Refused: true}, forbidden, "expected a refused connection, got a response with status 403"},
		{"refused, not answered", lab.Check{Status: []int{200}}, lab.Output{Refused: true, Stderr: "dial tcp 127.0.0.1:1\nmore"}, "expected a response, got a refused connection: dial tcp 127.0.0.1:1"},
	})
}

func TestTheFirstMatcherThatFailsSpeaks(t *testing.T) {
	all := lab.Check{Line: "a", Match: "^a", CEL: `output == "a"`}
	match(t, []row{
		{"all hold", all, text("a"), ""},
		{"line first", all, text("zz"), `expected line a, got "zz"`},
		{"CEL last", all, text("a\nb"), `expected output == "a", got "a b"`},
	})
}

func TestACheckThatIsWrongIsNoMismatch(t *testing.T) {
	for name, c := range map[string]lab.Check{"regular expression": {Match: "("}, "CEL": {CEL: "output =="}} {
		err := check.Match(&c, text("x"), nil)
		if err == nil || errors.As(err, new(*check.Mismatch)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
