//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"labs.local/labs/internal/report"
)

// events FILE demands of each line of an event stream that its schema takes it.
func events(ts *testscript.TestScript, _ bool, args []string) {
	text, err := json.Marshal(report.EventSchema())
	ts.Check(err)
	document, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	ts.Check(err)
	compiler := validator.NewCompiler()
	ts.Check(compiler.AddResource("events.schema.json", document))
	schema, err := compiler.Compile("events.schema.json")
	ts.Check(err)
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		object, err := validator.UnmarshalJSON(strings.NewReader(line))
		ts.Check(err)
		ts.Check(schema.Validate(object))
	}
}
