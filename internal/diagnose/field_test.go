package diagnose_test

import (
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

func TestAFieldThatTheKindDoesNotHaveIsTheChecksFault(t *testing.T) {
	c := &cluster{objects: objects(t, "kind: Pod\napiVersion: v1\nmetadata: {name: web}\n")}
	for field, want := range map[string]string{
		"phse":    "the check looks for field status.phse, which a Pod does not have; did you mean phase?",
		"nothing": "the check looks for field status.nothing, which a Pod does not have; in the place of nothing there are conditions, phase",
	} {
		tree := map[string]any{"status": map[string]any{field: "Running"}, "metadata": map[string]any{"name": "web"}}
		expect(t, c, diagnose.Failure{Check: &lab.Check{Object: "pod/web", Tree: tree}}, want)
	}
}
