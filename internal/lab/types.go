package lab

import "labs.local/labs/internal/i18n"

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
