package diagnose

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// differences gives the fields in which two states of an object differ, but for what the cluster writes.
func differences(a, b *unstructured.Unstructured) []string {
	changed := append(lacks(a, b), lacks(b, a)...)
	slices.Sort(changed)
	return slices.Compact(changed)
}

// lacks gives the fields of the first object that the second does not have, or has otherwise.
func lacks(a, b *unstructured.Unstructured) []string {
	return compare("", content(a), content(b))
}

// content is what a person writes of an object.
func content(o *unstructured.Unstructured) map[string]any {
	fields := maps.Clone(o.Object)
	for _, name := range []string{"metadata", "status", "apiVersion", "kind"} {
		delete(fields, name)
	}
	metadata := map[string]any{}
	for _, name := range []string{"labels", "annotations"} {
		if pairs, found, _ := unstructured.NestedMap(o.Object, "metadata", name); found {
			delete(pairs, "kubectl.kubernetes.io/last-applied-configuration")
			metadata[name] = pairs
		}
	}
	fields["metadata"] = metadata
	return fields
}

func compare(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		fields, _ := got.(map[string]any)
		var changed []string
		for _, key := range slices.Sorted(maps.Keys(want)) {
			changed = append(changed, compare(at+"."+key, want[key], fields[key])...)
		}
		return changed
	case []any:
		elements, _ := got.([]any)
		var changed []string
		for i, element := range want {
			changed = append(changed, compareElement(at, i, element, elements)...)
		}
		return changed
	}
	if same(want, got) {
		return nil
	}
	return []string{at[1:]}
}

// compareElement finds an element's counterpart by its name, or else by its place.
func compareElement(at string, i int, want any, elements []any) []string {
	here := fmt.Sprintf("%s[%d]", at, i)
	if name := nameOf(want); name != "" {
		here = fmt.Sprintf("%s[%s]", at, name)
		i = slices.IndexFunc(elements, func(e any) bool { return nameOf(e) == name })
	}
	if i < 0 || i >= len(elements) {
		return []string{here[1:]}
	}
	return compare(here, want, elements[i])
}

func nameOf(element any) string {
	fields, _ := element.(map[string]any)
	name, _ := fields["name"].(string)
	return name
}

// same holds quantities such as 1 and 1000m for the same.
func same(a, b any) bool {
	if fmt.Sprint(a) == fmt.Sprint(b) {
		return true
	}
	x, errX := resource.ParseQuantity(fmt.Sprint(a))
	y, errY := resource.ParseQuantity(fmt.Sprint(b))
	return errX == nil && errY == nil && x.Cmp(y) == 0
}

// badQuantity tells of a value that is no quantity: the API server does not say which one it means.
func badQuantity(o *unstructured.Unstructured) i18n.Message {
	for _, q := range quantities("", o.Object, false) {
		if _, err := resource.ParseQuantity(q[1]); err != nil {
			return i18n.Text("field %s has value %q, which is not a quantity: write it like 500m, 100Mi or 1Ki", q[0], q[1])
		}
	}
	return i18n.Message{}
}

// quantities gives the fields that are quantities, with their values.
func quantities(at string, tree any, inside bool) (found [][2]string) {
	switch node := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			found = append(found, quantities(at+"."+key, node[key], inside || key == "limits" || key == "requests" || key == "divisor")...)
		}
	case []any:
		for i, element := range node {
			here := fmt.Sprintf("%s[%d]", at, i)
			if name := nameOf(element); name != "" {
				here = fmt.Sprintf("%s[%s]", at, name)
			}
			found = append(found, quantities(here, element, false)...)
		}
	default:
		if inside && tree != nil {
			found = [][2]string{{at[1:], fmt.Sprint(tree)}}
		}
	}
	return found
}

// noField tells of a field that a check looks for and the kind of the object does not have.
func noField(_ context.Context, s *scene) []i18n.Message {
	if s.object == nil || s.Check == nil || s.Check.Object == "" {
		return nil
	}
	for _, path := range paths(s.Check.Tree) {
		if field, fields := s.Cluster.UnknownField(s.object, path); field != "" {
			if nearest := slip(field, fields); nearest != "" {
				return messages(i18n.Text("the check looks for field %s, which a %s does not have; did you mean %s?", strings.Join(path, "."), s.object.GetKind(), nearest))
			}
			return messages(i18n.Text("the check looks for field %s, which a %s does not have; in the place of %s there are %s", strings.Join(path, "."), s.object.GetKind(), field, some(fields)))
		}
	}
	return nil
}

// paths gives the fields that lead to each value of a tree; a list is as its entries.
func paths(tree any) (all [][]string) {
	switch node := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			for _, below := range paths(node[key]) {
				all = append(all, append([]string{key}, below...))
			}
		}
		return all
	case []any:
		for _, below := range node {
			all = append(all, paths(below)...)
		}
		return all
	}
	return [][]string{nil}
}

// tree tells of an element that a check looks for in a list, where one with nearly its name is.
func tree(_ context.Context, s *scene) []i18n.Message {
	if s.object == nil || s.Check == nil || s.Check.Object == "" || s.Check.Tree == nil {
		return nil
	}
	return s.unnamed("", s.Check.Tree, s.object.Object)
}

func (s *scene) unnamed(at string, want, got any) []i18n.Message {
	switch want := want.(type) {
	case map[string]any:
		fields, _ := got.(map[string]any)
		var found []i18n.Message
		for _, key := range slices.Sorted(maps.Keys(want)) {
			found = append(found, s.unnamed(at+"."+key, want[key], fields[key])...)
		}
		return found
	case []any:
		elements, _ := got.([]any)
		var found []i18n.Message
		for _, element := range want {
			found = append(found, s.unnamedElement(at, element, elements)...)
		}
		return found
	}
	return nil
}

func (s *scene) unnamedElement(at string, want any, elements []any) []i18n.Message {
	name := nameOf(want)
	var names []string
	for _, element := range elements {
		if nameOf(element) == name {
			return s.unnamed(at+"["+name+"]", want, element)
		}
		names = append(names, nameOf(element))
	}
	if nearest := slip(name, names); nearest != "" && name != "" {
		return messages(i18n.Text("%s has no entry %q in %s; the closest match is %q: rename it", s.subject, name, at[1:], nearest))
	}
	return nil
}
