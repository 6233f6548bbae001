package report

import (
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"labs.local/labs/internal/eventjson"
)

// lines are all there are.
func lines() []any {
	return append(eventjson.StepLines(),
		runStarted{}, runFinished{}, runFailed{}, labSkipped{}, labKept{}, labFinished{}, mutantsStarted{}, mutantFinished{}, labMutated{})
}

// lowerCamel is the name of a type as those of this package are written.
func lowerCamel(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return strings.ToLower(t.Name()[:1]) + t.Name()[1:]
}

// EventSchema gives the JSON Schema (draft 2020-12) of a line of the event
// stream, made from the types of this package.
func EventSchema() *jsonschema.Schema {
	root := &jsonschema.Schema{Version: jsonschema.Version, Title: "A line of labs test --report json=FILE", Definitions: jsonschema.Definitions{}}
	for _, line := range lines() {
		name := reflect.TypeOf(line).Name()
		reflector := jsonschema.Reflector{Anonymous: true, Namer: lowerCamel}
		for defined, s := range reflector.Reflect(line).Definitions {
			root.Definitions[defined] = s
		}
		kind, _ := root.Definitions[name].Properties.Get("type")
		kind.Const = name
		root.OneOf = append(root.OneOf, &jsonschema.Schema{Ref: "#/$defs/" + name})
	}
	return root
}
