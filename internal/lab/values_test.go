package lab_test

import (
	"encoding/json"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

var values = lab.Values{"namespace": "one-x", "podIP": "10.0.0.7", "odd": `${{ podIP }} "<&>"`}

func TestExpandTextPutsValuesInThePlaceOfTheirNames(t *testing.T) {
	for text, want := range map[string]string{
		"ip ${{ podIP }}":             "ip 10.0.0.7",
		"${{podIP}}${{  namespace }}": "10.0.0.7one-x",
		"$podIP ${podIP} {{ podIP }}": "$podIP ${podIP} {{ podIP }}",
		"once ${{ odd }}":             `once ${{ podIP }} "<&>"`,
		"":                            "",
	} {
		got, err := values.ExpandText(text)
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
	}
}

func TestExpandTextNamesEveryMissingValue(t *testing.T) {
	got, err := values.ExpandText("${{ a }} ${{ podIP }} ${{ b }}")
	testkit.Equal(t, testkit.Text(err), `no value named "a", "b": no earlier step captures it`)
	testkit.Equal(t, got, "")
}

func TestExpandReachesEveryText(t *testing.T) {
	exact := "${{ odd }}"
	in := lab.Check{
		Exec:    &lab.Exec{Pod: "web", Command: []string{"ping", "${{ podIP }}"}},
		Equals:  &exact,
		Tree:    map[string]any{"items": []any{map[string]any{"ip": "${{ podIP }}", "n": 1.5}}},
		Status:  []int{200},
		Timeout: lab.Duration{Duration: 90 * time.Second},
	}
	got, err := lab.Expand(values, in)
	testkit.Must(t, err)
	odd := values["odd"]
	testkit.Equal(t, got, lab.Check{
		Exec:    &lab.Exec{Pod: "web", Command: []string{"ping", "10.0.0.7"}},
		Equals:  &odd,
		Tree:    map[string]any{"items": []any{map[string]any{"ip": "10.0.0.7", "n": json.Number("1.5")}}},
		Status:  []int{200},
		Timeout: lab.Duration{Duration: 90 * time.Second},
	})
	testkit.Equal(t, in.Exec.Command[1], "${{ podIP }}")
}

func TestExpandRefusesAMissingValueHoweverDeep(t *testing.T) {
	for name, tree := range map[string]any{
		"list": []any{"${{ x }}"}, "map": map[string]any{"a": map[string]any{"b": "${{ x }}"}},
	} {
		if _, err := lab.Expand(values, lab.Check{Tree: tree}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestApplies(t *testing.T) {
	for _, test := range []struct {
		written, version string
		want             bool
		problem          string
	}{
		{"", "anything", true, ""},
		{">=1.30", "v1.30.0", true, ""},
		{">=1.30", "v1.29.9", false, ""},
		{">=1.38", "v1.38.0-alpha.1", true, ""},
		{"<1.38", "v1.38.0-alpha.1+abc", false, ""},
		{">=1.30 <1.32", "v1.31.4", true, ""},
		{">=1.30 <1.32", "v1.32.0", false, ""},
		{">=1.30", "unknown", false, `the cluster's version "unknown": invalid semantic version`},
	} {
		got, err := (&lab.Lab{Kubernetes: test.written}).Applies(test.version)
		if got != test.want || testkit.Text(err) != test.problem {
			t.Errorf("%q on %q: %v, %v; want %v, %q", test.written, test.version, got, err, test.want, test.problem)
		}
	}
}

func TestExpandedTextIsBounded(t *testing.T) {
	_, err := lab.Values{"v": lots("a", 1<<20)}.ExpandText(lots("${{v}}", 1<<20))
	testkit.Equal(t, testkit.Text(err), "is larger than 2048 KiB after its values are inserted")
}
