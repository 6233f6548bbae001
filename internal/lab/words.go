package lab

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/invopop/jsonschema"

	"labs.local/labs/internal/i18n"
)

// Words are a text in each language, by its tag; that without a language is for
// all of them, with the tag "".
type Words map[string]string

// UnmarshalJSON reads one text, or one for each language.
func (w *Words) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*w = Words{"": text}
		return nil
	}
	return json.Unmarshal(data, (*map[string]string)(w))
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (w Words) MarshalJSON() ([]byte, error) {
	if text, ok := w[""]; ok && len(w) == 1 {
		return json.Marshal(text)
	}
	return json.Marshal(map[string]string(w))
}

// JSONSchema says that it is a text, or one for each language.
func (Words) JSONSchema() *jsonschema.Schema {
	text := &jsonschema.Schema{Type: "string", MinLength: new(uint64(1))}
	return &jsonschema.Schema{Description: "A text, or one for each language: {en: …, zh: …}.", AnyOf: []*jsonschema.Schema{text, {Type: "object", AdditionalProperties: text, MinProperties: new(uint64(1))}}}
}

// In gives the text in a language, or else in another one.
func (w Words) In(language string) string {
	if len(w) == 0 {
		return ""
	}
	return w[i18n.Match(language, slices.Sorted(maps.Keys(w)))]
}

// String is the text in English.
func (w Words) String() string { return w.In("en") }
