package diagnose

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

var element = regexp.MustCompile(`\[[^\]]*\]`)

// unknownField tells of a field that the API has not, such as
// `.spec.containers[name="web"].evn`, and which one of a Pod is meant.
func unknownField(path string) i18n.Message {
	parts := strings.Split(strings.TrimPrefix(element.ReplaceAllString(path, ""), "."), ".")
	last := len(parts) - 1
	if names := fieldsAt(reflect.TypeFor[corev1.Pod](), parts[:last]); names != nil {
		if nearest := cmp.Or(slip(parts[last], names), check.Nearest(parts[last], names)); nearest != "" {
			return i18n.Text("unknown field %s; did you mean %s?", path, nearest)
		}
	}
	return i18n.Text("unknown field %s: check its name and its indentation", path)
}

// fieldsAt gives the names of the fields at a path of a type, or nil.
func fieldsAt(t reflect.Type, path []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	fields := fieldsOf(t)
	if len(path) > 0 {
		if field, ok := fields[path[0]]; ok {
			return fieldsAt(field, path[1:])
		}
		return nil
	}
	return slices.Sorted(maps.Keys(fields))
}

// fieldsOf gives a struct's fields by their names in JSON, inlined structs included.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			maps.Copy(fields, fieldsOf(f.Type))
		} else if name != "" && name != "-" {
			fields[name] = f.Type
		}
	}
	return fields
}
