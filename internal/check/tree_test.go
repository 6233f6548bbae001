package check_test

import (
	"encoding/json"
	"strings"
	"testing"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const pod = `{"kind": "Pod", "metadata": {"name": "web", "labels": {"a": "b"}},
	"spec": {"containers": [{"name": "app", "cpu": 15}, {"name": "log", "cpu": 5, "args": []}]}, "ready": true, "none": null}`

// tree makes a check of a partial tree, written as JSON.
func tree(text string) lab.Check {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(err)
	}
	return lab.Check{Tree: value}
}

func TestATreeIsAPartOfTheOutput(t *testing.T) {
	match(t, []row{
		{"field", tree(`{"kind": "Pod", "ready": true}`), text(pod), ""},
		{"null", tree(`{"none": null}`), text(pod), ""},
		{"element in another order", tree(`{"spec": {"containers": [{"name": "log", "cpu": 5}, {"name": "app"}]}}`), text(pod), ""},
		{"numbers as Go has them", lab.Check{Tree: map[string]any{"a": 1}}, text(`{"a": 1}`), ""},
		{"other value", tree(`{"metadata": {"labels": {"a": "c"}}}`), text(pod), `expected output.metadata.labels.a to be "c", got "b"`},
		{"other type", tree(`{"ready": "true"}`), text(pod), `expected output.ready to be "true", got true`},
		{"no such field", tree(`{"status": {"phase": "Running"}}`), text(pod), `expected output.status to be {"phase":"Running"}; the field does not exist`},
		{"no fields at all", tree(`{"kind": {"a": 1}}`), text(pod), `expected output.kind to have fields, got "Pod"`},
		{"no list", tree(`{"metadata": [1]}`), text(pod), `expected output.metadata to be a list, got {"labels":{"a":"b"},"name":"web"}`},
		{"element by its name", tree(`{"spec": {"containers": [{"name": "log", "cpu": 6}]}}`), text(pod), `expected output.spec.containers[log].cpu to be 6, got 5`},
		{"no such element", tree(`{"spec": {"containers": [{"name": "web"}]}}`), text(pod), `expected output.spec.containers to have the entry {"name":"web"}; none of the 2 entries matches`},
		{"element without a name", tree(`[3]`), text(`[1, 2, 4]`), `expected output to have the entry 3; none of the 3 entries matches`},
		{"not JSON", tree(`{"a": 1}`), text("error: x\n"), `expected JSON, got "error: x"`},
		{"deep JSON", lab.Check{Tree: []any{[]any{}}, CEL: "json.size() == 1"}, text(strings.Repeat("[", 9000) + strings.Repeat("]", 9000)), ""},
		{"too deep JSON", tree(`{"a": 1}`), text(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)), `expected JSON, got "` + strings.Repeat("[", 160) + `…"`},
		{"more than JSON", tree(`{"a": 1}`), text(`{"a": 1} {}`), `expected JSON, got "{"a": 1} {}"`},
	})
}

func TestAnExpressionMayUseAllThatIsKnown(t *testing.T) {
	match(t, []row{
		{"json", lab.Check{CEL: `json.kind == "Pod" && json.spec.containers.exists(c, c.cpu == 15)`}, text(pod), ""},
		{"output", lab.Check{CEL: `output.contains("no JSON")`}, text("no JSON"), ""},
		{"exit code", lab.Check{CEL: "exitCode == 3", ExitCode: pointer(3)}, lab.Output{ExitCode: 3}, ""},
		{"status", lab.Check{CEL: "status in [401, 403]", Status: []int{403}}, lab.Output{Status: 403}, ""},
		{"values", lab.Check{CEL: `output == values.podIP`}, text("10.0.0.7"), ""},
		{"false", lab.Check{CEL: `json.kind == "List"`}, text(`{"kind": "Pod"}`), `expected json.kind == "List", got "Pod"`},
		{"no bool", lab.Check{CEL: `json.kind`}, text(`{"kind": "Pod"}`), `expected json.kind, got "{"kind": "Pod"}"`},
		{"error", lab.Check{CEL: "json.items.size() > 0"}, text(`{"kind": "Pod"}`), `expected json.items.size() > 0, got no such key: items (output: {"kind": "Pod"})`},
		{"error without json", lab.Check{CEL: "int(output) > 5"}, text("oops"), `expected int(output) > 5, got type conversion error from 'string' to 'int' (output: oops)`},
		{"json of what is none", lab.Check{CEL: "json.a == 1"}, text("oops"), `expected JSON, got "oops"`},
	})
}

func TestTheStatementSaysWhatTheCheckDemands(t *testing.T) {
	for want, c := range map[string]lab.Check{
		"exit code 60":                  {ExitCode: pointer(60)},
		"status 401 or 403":             {Status: []int{401, 403}},
		"connection refused":            {Refused: true},
		"output contains line POD_IP=1": {Line: "POD_IP=1"},
		"output equals a b":             {Equals: pointer("a\nb")},
		"output matches ^a":             {Match: "^a"},
		`json.a == "b"`:                 {CEL: `json.a == "b"`},
		"exit code 0, output contains line a, output matches b": {ExitCode: pointer(0), Line: "a", Match: "b"},
		"": {},
	} {
		testkit.Equal(t, check.Statement(&c).String(), want)
	}
}

func TestTheStatementOfATreeNamesItsLeaves(t *testing.T) {
	for want, c := range map[string]lab.Check{
		`status.phase is "Running"`:                             tree(`{"status": {"phase": "Running"}}`),
		`containers[a].cpu is "1", containers[a].ready is true`: tree(`{"containers": [{"name": "a", "ready": true, "cpu": "1"}]}`),
		`containers[a] is {"name":"a"}`:                         tree(`{"containers": [{"name": "a"}]}`),
		`metadata.name is "web", metadata.uid is 7`:             tree(`{"metadata": {"name": "web", "uid": 7}}`),
		`name is "web"`: tree(`{"name": "web"}`),
		"items is []":   tree(`{"items": []}`),
	} {
		testkit.Equal(t, check.Statement(&c).String(), want)
	}
	c := tree(`{"a": 1}`)
	c.Object = "pod/web"
	testkit.Equal(t, check.Statement(&c).String(), "pod/web: a is 1")
}
