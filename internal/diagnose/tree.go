package diagnose

import (
	"context"

	"labs.local/labs/internal/i18n"
)

// tree tells of an element that a check looks for in a list of a live object,
// where one with nearly its name is.
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
		for _, key := range sortedKeys(want) {
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
