package check_test

import (
	"testing"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const cut = "output truncated: 7 bytes dropped (labs keeps the first 1 MiB)"

func TestACheckOfAnOutputThatWasCutSaysSo(t *testing.T) {
	const whole = "expected output that is not truncated, got " + cut
	equal := "a\nb"
	for name, test := range map[string]struct {
		check lab.Check
		want  string
	}{
		"a line that is there":            {lab.Check{Line: "a"}, ""},
		"a line that may go on":           {lab.Check{Line: "half"}, "expected line half; closest match: a; " + cut},
		"a line that is not there":        {lab.Check{Line: "zzz"}, `expected line zzz, got "a b"; ` + cut},
		"what begins as the output":       {lab.Check{Equals: &equal}, whole},
		"a pattern that is found":         {lab.Check{Match: "(?m)^b$"}, ""},
		"a pattern of a line's end":       {lab.Check{Match: "(?m)^half$"}, `expected output that matches (?m)^half$, got "a b"; ` + cut},
		"a pattern of the end":            {lab.Check{Match: `\Aa\nb\n\z`}, whole},
		"that something is not there":     {lab.Check{CEL: `!output.contains("x")`}, whole},
		"that something is not there too": {lab.Check{CEL: `exitCode == 0 && !output.contains("x")`}, whole},
		"an expression of something else": {lab.Check{CEL: `exitCode == 0`}, ""},
		"one that the output cannot undo": {lab.Check{CEL: `exitCode == 0 || output.contains("x")`}, ""},
		"standard error, which is whole":  {lab.Check{CEL: `!stderr.contains("x")`}, ""},
		"JSON":                            {lab.Check{Tree: map[string]any{"a": 1}}, `expected JSON, got "a b"; ` + cut},
	} {
		t.Run(name, func(t *testing.T) {
			err := check.Match(&test.check, lab.Output{Text: "a\nb\nhalf", Dropped: 7}, nil)
			testkit.Equal(t, testkit.Text(err), test.want)
		})
	}
	err := check.Match(&lab.Check{CEL: `!stderr.contains("x")`}, lab.Output{StderrDropped: 7}, nil)
	testkit.Equal(t, testkit.Text(err), whole)
	testkit.Must(t, check.Match(&lab.Check{Tree: map[string]any{"a": 1}}, lab.Output{Text: `{"a": 1}`, StderrDropped: 7}, nil))
}
