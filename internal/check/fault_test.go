package check_test

import (
	"testing"

	"labs.local/labs/internal/lab"
)

func TestAFalseExpressionNamesThePartAndWhatItCameTo(t *testing.T) {
	const pod = `{"spec": {"containers": [{"name": "a"}, {"name": "b"}]}, "ready": false}`
	match(t, []row{
		{"of two operands", lab.Check{CEL: `json.ready == false && json.spec.containers.size() == 1`}, text(pod),
			`expected json.spec.containers.size() == 1, got 2`},
		{"the constant first", lab.Check{CEL: `3 == json.spec.containers.size()`}, text(pod),
			`expected 3 == json.spec.containers.size(), got 2`},
		{"each element", lab.Check{CEL: `json.spec.containers.all(c, c.name == "a")`}, text(pod),
			`expected c.name == "a", got "b"`},
		{"a branch of each element", lab.Check{CEL: `json.spec.containers.all(c, c.name == "a" ? true : c.name == "c")`}, text(pod),
			`expected c.name == "c", got "b"`},
		{"some element", lab.Check{CEL: `json.spec.containers.exists(c, c.name == "c")`}, text(pod),
			`expected json.spec.containers.exists(c, c.name == "c"), got [{"name":"a"},{"name":"b"}]`},
		{"a list of its own", lab.Check{CEL: `json.spec.containers.map(c, c.name) == ["a"]`}, text(pod),
			`expected json.spec.containers.map(c, c.name) == ["a"], got ["a","b"]`},
		{"not", lab.Check{CEL: `!output.contains("b")`}, text("a b"), `expected !output.contains("b"), got "a b"`},
		{"one of two", lab.Check{CEL: `json.ready || json.spec.containers.size() == 1`}, text(pod),
			`expected json.ready || json.spec.containers.size() == 1, got "{"spec": {"containers": [{"name": "a"}, {"name": "b"}]}, "ready": false}"`},
	})
}
