package lab

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"labs.local/labs/internal/i18n"
)

// SchemaFile is the schema with descriptions, as a course has it for editors;
// that of the built-in course is made from Schema and the comments of this
// package, by go test ./internal/lab -update.
const SchemaFile = "labs/lab.schema.json"

// SchemaComment is the first line of a lab.yaml, by which editors that speak to yaml-language-server find the schema.
const SchemaComment = "# yaml-language-server: $schema=../lab.schema.json\n"

// Schema gives the JSON Schema (draft 2020-12) of a lab file, made from the types of this package.
func Schema() *jsonschema.Schema { return schema(&jsonschema.Reflector{Anonymous: true}) }

func schema(reflector *jsonschema.Reflector) *jsonschema.Schema {
	s := reflector.Reflect(&Lab{})
	s.ID, s.Title = "https://labs.local/"+jsonschema.ID(SchemaFile), "A lab of a course (lab.yaml)"
	return s
}

// besides are the fields of an operation that say more of it, whatever it is.
var besides = []string{"refused", "exitCode", "timeout"}

// choices are the fields of a type of which one has to be set.
var choices = map[string][]string{
	"Wait":  {"condition", "jsonPath", "rollout", "deleted", "log"},
	"Patch": {"merge", "strategic", "json"},
	"Exec":  {"pod", "objects"}, "Logs": {"pod", "objects"}, "Capture": {"object", "objects"},
}

// JSONSchemaExtend says that an operation is exactly one thing.
func (Operation) JSONSchemaExtend(s *jsonschema.Schema) {
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if !slices.Contains(besides, pair.Key) {
			oneOf(s, pair.Key)
		}
	}
}

// JSONSchemaExtend says that there is one patch.
func (Patch) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, choices["Patch"]...) }

// JSONSchemaExtend says that there is one Pod.
func (Exec) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, choices["Exec"]...) }

// JSONSchemaExtend says that there is one source.
func (Logs) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, choices["Logs"]...) }

// JSONSchemaExtend says that there is one source.
func (Capture) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, choices["Capture"]...) }

func oneOf(s *jsonschema.Schema, names ...string) {
	for _, name := range names {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{name}})
	}
}

// JSONSchema says that a duration is a string such as "30s".
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`, Description: "A time such as 30s or 1m30s."}
}

// JSONSchemaExtend says how long a check may take by default.
func (Check) JSONSchemaExtend(s *jsonschema.Schema) { defaultTimeout(s, "30s") }

// JSONSchemaExtend says that a wait is for one thing, and how long it may take by
// default.
func (Wait) JSONSchemaExtend(s *jsonschema.Schema) {
	defaultTimeout(s, "1m")
	oneOf(s, choices["Wait"]...)
	s.DependentRequired = map[string][]string{"value": {"jsonPath"}, "container": {"log"}}
}

// defaultTimeout does what no struct tag can: a duration is a reference.
func defaultTimeout(s *jsonschema.Schema, duration string) {
	s.Properties.Value("timeout").Default = duration
}

// compiledSchema is the schema as it validates, made once.
var compiledSchema = sync.OnceValues(compileSchema)

func compileSchema() (*validator.Schema, error) {
	text, err := json.Marshal(Schema())
	if err != nil {
		return nil, err
	}
	document, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := validator.NewCompiler()
	if err := compiler.AddResource("lab.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("lab.schema.json")
}

// types are the names of JSON Schema's types, as YAML calls them.
var types = map[string]i18n.Message{
	"array": i18n.Text("a list"), "object": i18n.Text("a mapping"), "string": i18n.Text("a string"),
	"number": i18n.Text("a number"), "integer": i18n.Text("an integer"), "boolean": i18n.Text("a boolean"),
	"null": i18n.Text("empty"),
}

// TypeOf names the type of a value that was read from YAML or JSON.
func TypeOf(value any) i18n.Message {
	switch value.(type) {
	case map[string]any:
		return types["object"]
	case []any:
		return types["array"]
	case string:
		return types["string"]
	case bool:
		return types["boolean"]
	case nil:
		return types["null"]
	}
	return types["number"]
}

// wrongType reports a value of a type that the schema does not allow there.
func wrongType(got string, want []string) i18n.Message {
	allowed := make([]i18n.Message, len(want))
	for i, name := range want {
		allowed[i] = types[name]
	}
	return i18n.Text("must be %v, not %v", i18n.Join(" or ", allowed...), types[got])
}

// fieldsOf names the fields of the type that a part of the schema is about, by its URL.
func fieldsOf(url string) (names []string) {
	definition := definitions()[url[strings.LastIndexByte(url, '/')+1:]]
	if definition == nil || definition.Properties == nil {
		return nil
	}
	for pair := definition.Properties.Oldest(); pair != nil; pair = pair.Next() {
		names = append(names, pair.Key)
	}
	return names
}

var definitions = sync.OnceValue(func() jsonschema.Definitions { return Schema().Definitions })
