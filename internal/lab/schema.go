package lab

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema gives the JSON Schema (draft 2020-12) of a lab file, made from the
// types of this package.
func Schema() *jsonschema.Schema {
	reflector := jsonschema.Reflector{Anonymous: true}
	return reflector.Reflect(&Lab{})
}

// JSONSchemaExtend says that an operation is exactly one thing.
func (Operation) JSONSchemaExtend(s *jsonschema.Schema) {
	one := uint64(1)
	s.MinProperties, s.MaxProperties = &one, &one
}

// JSONSchema says that a duration is a string such as "30s".
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
}

// compiledSchema is the schema as it validates, made once.
var compiledSchema = sync.OnceValues(compileSchema)

func compileSchema() (*validator.Schema, error) {
	text, err := json.Marshal(Schema())
	if err != nil {
		return nil, err
	}
	document, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		return nil, err
	}
	compiler := validator.NewCompiler()
	if err := compiler.AddResource("lab.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("lab.schema.json")
}
