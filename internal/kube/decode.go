package kube

import (
	"cmp"
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	numbers "k8s.io/apimachinery/pkg/util/json"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Decode reads the objects of a manifest, YAML or JSON, and those of its
// lists; with an error, the first one, all that can be read.
func Decode(manifest []byte) ([]*unstructured.Unstructured, error) {
	documents, err := lab.Documents(manifest)
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	for _, document := range documents {
		values, fault := document.JSON()
		err = cmp.Or(err, fault)
		for _, value := range values {
			some, fault := decodeObjects(value)
			objects = append(objects, some...)
			if fault != nil {
				err = cmp.Or(err, i18n.Errorf("the object at line %d: %w", begins(document), fault))
			}
		}
	}
	return objects, err
}

// begins gives the line at which a document has more than comments.
func begins(document lab.Document) int {
	line := document.Line
	for text := range strings.Lines(document.Text) {
		if text = strings.TrimSpace(text); text != "" && !strings.HasPrefix(text, "#") {
			break
		}
		line++
	}
	return line
}

func decodeObjects(value json.RawMessage) ([]*unstructured.Unstructured, error) {
	var fields any
	if err := numbers.Unmarshal(value, &fields); err != nil {
		return nil, err
	}
	object, ok := fields.(map[string]any)
	switch {
	case !ok:
		return nil, i18n.Errorf("is %v, not an object with fields", lab.TypeOf(fields))
	case len(object) == 0:
		return nil, nil
	}
	return flatten(object)
}

// flatten gives an object, or the items of a list. The items of a list of one
// kind, such as a PodList, need not say what they are.
func flatten(fields map[string]any) ([]*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{Object: fields}
	if err := named(fields, "apiVersion", "kind"); err != nil {
		return []*unstructured.Unstructured{object}, err
	}
	kind, isList := strings.CutSuffix(object.GetKind(), "List")
	items, hasItems := fields["items"].([]any)
	if !isList || !hasItems {
		return []*unstructured.Unstructured{object}, verify(fields)
	}
	var objects []*unstructured.Unstructured
	for i, item := range items {
		one, ok := item.(map[string]any)
		if !ok {
			return objects, i18n.Errorf("items[%d] is %v, not an object with fields", i, lab.TypeOf(item))
		}
		if kind != "" && one["kind"] == nil && one["apiVersion"] == nil {
			one["kind"], one["apiVersion"] = kind, object.GetAPIVersion()
		}
		some, err := flatten(one)
		objects = append(objects, some...)
		if err != nil {
			return objects, i18n.Errorf("items[%d]: %w", i, err)
		}
	}
	return objects, nil
}

// named says which of some fields is not there, or not a text.
func named(fields map[string]any, names ...string) error {
	for _, name := range names {
		switch value := fields[name].(type) {
		case string:
			if value == "" {
				return i18n.Errorf("%s is empty", name)
			}
		case nil:
			return i18n.Errorf("%s is missing", name)
		default:
			return notText(name, value)
		}
	}
	return nil
}

func notText(name string, value any) error {
	switch value.(type) {
	case map[string]any, []any, nil:
		return i18n.Errorf("%s is %v, not a string", name, lab.TypeOf(value))
	}
	text, _ := json.Marshal(value) // it was JSON
	return i18n.Errorf("%s is %v (%s), not a string: put it in quotes", name, lab.TypeOf(value), text)
}

// verify says what keeps the API server from reading the metadata, in other
// words than it does.
func verify(fields map[string]any) error {
	metadata, ok := fields["metadata"].(map[string]any)
	if !ok {
		return i18n.Errorf("metadata is missing, or has no fields")
	}
	if metadata["name"] == nil && metadata["generateName"] == nil {
		return i18n.Errorf("metadata.name is missing")
	}
	for _, name := range []string{"name", "generateName", "namespace"} {
		if _, text := metadata[name].(string); metadata[name] != nil && !text {
			return notText("metadata."+name, metadata[name])
		}
	}
	for _, name := range []string{"labels", "annotations"} {
		pairs, _ := metadata[name].(map[string]any)
		for key, value := range pairs {
			if _, text := value.(string); !text && value != nil {
				return notText("metadata."+name+"."+key, value)
			}
		}
	}
	return nil
}
