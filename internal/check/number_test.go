package check_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestNumbersAreComparedToTheLastDigit(t *testing.T) {
	match(t, []row{
		{"one less", written(t, "{n: 9007199254740992}"), text(`{"n": 9007199254740993}`), "expected output.n to be 9007199254740992, got 9007199254740993"},
		{"the same", written(t, "{n: 9007199254740993}"), text(`{"n": 9007199254740993}`), ""},
		{"beyond an int64", written(t, "{n: 18446744073709551615}"), text(`{"n": 18446744073709551614}`), "expected output.n to be 18446744073709551615, got 18446744073709551614"},
		{"written otherwise", written(t, "{n: 1, m: 1.5, o: 1000}"), text(`{"n": 1.0, "m": 15e-1, "o": 1e3}`), ""},
		{"small", written(t, "{n: 0.1}"), text(`{"n": 0.10000000000000001}`), "expected output.n to be 0.1, got 0.10000000000000001"},
		{"in a list", written(t, "[9007199254740992]"), text(`[9007199254740993]`), "expected output to have the entry 9007199254740992; the only entry does not match"},
		{"enormous", written(t, "{n: 1}"), text(`{"n": 1e999999999}`), "expected output.n to be 1, got 1e999999999"},
		{"CEL", lab.Check{CEL: "json.n == 9007199254740993 && json.m == 18446744073709551615u && json.o == 1.5 && json.p == 1"}, text(`{"n": 9007199254740993, "m": 18446744073709551615, "o": 1.5, "p": 1.0}`), ""},
		{"CEL, one less", lab.Check{CEL: "json.n == 9007199254740992"}, text(`{"n": 9007199254740993}`), `expected json.n == 9007199254740992, got 9007199254740993`},
	})
}

func TestQuantitiesAreComparedWhereTheFieldHasOne(t *testing.T) {
	match(t, []row{
		{"cpu", written(t, "{spec: {containers: [{name: a, resources: {limits: {cpu: 0.9, memory: 1Gi}}}]}}"), text(`{"spec": {"containers": [{"name": "a", "resources": {"limits": {"cpu": "900m", "memory": "1024Mi"}}}]}}`), ""},
		{"another cpu", written(t, "{limits: {cpu: 0.9}}"), text(`{"limits": {"cpu": "901m"}}`), `expected output.limits.cpu to be 0.9, got "901m"`},
		{"quota", written(t, "{spec: {hard: {requests.cpu: 1, pods: '10'}}}"), text(`{"spec": {"hard": {"requests.cpu": "1000m", "pods": "10"}}}`), ""},
		{"volume", written(t, "{capacity: {storage: 1Gi}, sizeLimit: 1Mi, divisor: '1'}"), text(`{"capacity": {"storage": "1024Mi"}, "sizeLimit": "1024Ki", "divisor": "1000m"}`), ""},
		{"a label", written(t, `{metadata: {labels: {limits: "1e3", divisor: "1"}}}`), text(`{"metadata": {"labels": {"limits": "1000", "divisor": "1000m"}}}`), `expected output.metadata.labels.divisor to be "1", got "1000m"`},
		{"data", written(t, `{data: {requests: {cpu: "1"}}}`), text(`{"data": {"requests": {"cpu": "1000m"}}}`), `expected output.data.requests.cpu to be "1", got "1000m"`},
		{"another field", written(t, `{version: "1e3"}`), text(`{"version": "1000"}`), `expected output.version to be "1e3", got "1000"`},
		{"no quantity", written(t, `{limits: {cpu: "x"}}`), text(`{"limits": {"cpu": "y"}}`), `expected output.limits.cpu to be "x", got "y"`},
	})
}

// written gives a check as a lab has it, with its tree in YAML.
func written(t *testing.T, tree string) lab.Check {
	t.Helper()
	course, err := lab.Load(fstest.MapFS{
		"labs/01-one/en.md":    {Data: []byte("# One\n\n## Read {#read}\n")},
		"labs/01-one/lab.yaml": {Data: []byte(strings.Replace("apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nlanguages: [en]\nsteps:\n- name: read\n  operations: [kubectl: [get, pods]]\n  checks:\n  - tree: TREE\n", "TREE", tree, 1))},
	})
	testkit.Must(t, err)
	expanded, err := lab.Expand(lab.Values{}, course.Labs[0].Steps[0].Checks[0])
	testkit.Must(t, err)
	return expanded
}

func TestAStatementKeepsTheDigitsOfANumber(t *testing.T) {
	c := written(t, "{n: 9007199254740993}")
	testkit.Equal(t, check.Statement(&c).String(), "n is 9007199254740993")
}
