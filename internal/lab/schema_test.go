package lab

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"labs.local/labs/internal/testkit"
)

// published is the schema with the comments of the types as descriptions.
func published(t *testing.T) *jsonschema.Schema {
	t.Helper()
	reflector := &jsonschema.Reflector{Anonymous: true}
	testkit.Must(t, reflector.AddGoComments("labs.local/labs/internal/lab", ".", jsonschema.WithFullComment()))
	for name, comment := range reflector.CommentMap {
		reflector.CommentMap[name] = strings.Join(strings.Fields(comment), " ")
	}
	return schema(reflector)
}

func TestThePublishedSchemaIsThatOfTheTypes(t *testing.T) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	testkit.Must(t, encoder.Encode(published(t)))
	testkit.Golden(t, "../../../"+SchemaFile, text.String()) // -update writes it
}

func TestEveryFieldOfThePublishedSchemaIsDescribed(t *testing.T) {
	for name, definition := range published(t).Definitions {
		if definition.Description == "" {
			t.Errorf("%s has no comment", name)
		}
		for field := definition.Properties.Oldest(); field != nil; field = field.Next() {
			if field.Value.Description == "" {
				t.Errorf("%s.%s has no comment", name, field.Key)
			}
		}
	}
}
