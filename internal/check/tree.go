package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

func matchTree(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Tree == nil {
		return nil
	}
	got, err := decode(out)
	if err != nil {
		return err
	}
	want, err := normalise(c.Tree)
	if err != nil {
		return err
	}
	return tree{lists: c.Lists}.contains(path{text: "output"}, want, got)
}

// decode reads the output as JSON.
func decode(out lab.Output) (any, error) {
	var value any
	if err := lab.DecodeJSON([]byte(out.Text), &value); err != nil {
		return nil, mismatch(quote(out.Text), i18n.Foreign("JSON"))
	}
	return value, nil
}

// normalise gives numbers one type on both sides.
func normalise(tree any) (value any, err error) {
	data, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	return value, lab.DecodeJSON(data, &value)
}

// path is where a value stands: as a text, and by the names of its fields.
type path struct {
	text   string
	fields []string
}

func (p path) String() string { return p.text }

func (p path) field(name string) path {
	return path{p.text + "." + name, append(slices.Clone(p.fields), name)}
}

// tree compares trees.
type tree struct {
	// lists is lab.Check.Lists.
	lists string
}

// contains says where got first lacks a part of want.
func (t tree) contains(at path, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		return t.containsFields(at, want, got)
	case []any:
		return t.containsElements(at, want, got)
	}
	if equal(at, want, got) {
		return nil
	}
	return mismatch(i18n.Foreign(compact(got)), i18n.Text("%s to be %s", at, compact(want)))
}

func (t tree) containsFields(at path, want map[string]any, got any) error {
	fields, ok := got.(map[string]any)
	if !ok {
		return mismatch(i18n.Foreign(compact(got)), i18n.Text("%s to have fields", at))
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		here := at.field(name)
		value, ok := fields[name]
		if !ok {
			return &Mismatch{Expected: i18n.Text("%s to be %s", here, compact(want[name])), Note: i18n.Text("the field does not exist")}
		}
		if err := t.contains(here, want[name], value); err != nil {
			return err
		}
	}
	return nil
}

// containsElements demands that every wanted element is found; of those that
// are not it tells about the one with the same name, as Kubernetes' lists are
// keyed by it.
func (t tree) containsElements(at path, want []any, got any) error {
	elements, ok := got.([]any)
	if !ok {
		return mismatch(i18n.Foreign(compact(got)), i18n.Text("%s to be a list", at))
	}
	for i, element := range want {
		here, among := at, elements
		if t.lists == "ordered" && i < len(elements) {
			here, among = path{fmt.Sprintf("%s[%d]", at, i), at.fields}, elements[i:i+1]
		}
		if err := t.containsElement(here, element, among); err != nil {
			return err
		}
	}
	if exact := t.lists == "same" || t.lists == "ordered"; exact && len(elements) != len(want) || t.lists == "same" && !t.pairs(want, elements) {
		return mismatch(i18n.Foreign(compact(got)), i18n.Text("%s to have no other entries than %s", at, compact(want)))
	}
	return nil
}

// pairs says whether each wanted element has one of its own (Kuhn's algorithm
// for a matching in a bipartite graph).
func (t tree) pairs(want, elements []any) bool {
	taken := map[int]int{}
	var find func(w int, seen map[int]bool) bool
	find = func(w int, seen map[int]bool) bool {
		for i, element := range elements {
			if seen[i] || t.contains(path{}, want[w], element) != nil {
				continue
			}
			seen[i] = true
			if other, is := taken[i]; !is || find(other, seen) {
				taken[i] = w
				return true
			}
		}
		return false
	}
	for w := range want {
		if !find(w, map[int]bool{}) {
			return false
		}
	}
	return true
}

func (t tree) containsElement(at path, want any, elements []any) error {
	var err error = &Mismatch{Expected: i18n.Text("%s to have the entry %s", at, compact(want)), Note: noneOf(len(elements))}
	for _, element := range elements {
		found := t.contains(path{fmt.Sprintf("%s[%s]", at, name(want)), at.fields}, want, element)
		if found == nil {
			return nil
		}
		if name(want) != "" && name(want) == name(element) {
			err = found
		}
	}
	return err
}

// noneOf says that no entry of a list matches.
func noneOf(entries int) i18n.Message {
	switch entries {
	case 0:
		return i18n.Text("the list is empty")
	case 1:
		return i18n.Text("the only entry does not match")
	}
	return i18n.Text("none of the %d entries matches", entries)
}

func name(element any) string {
	fields, _ := element.(map[string]any)
	text, _ := fields["name"].(string)
	return text
}

// leaves writes the values of a tree with their paths, a text each.
func leaves(at string, tree any) []i18n.Message {
	var texts []i18n.Message
	switch node := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if key != "name" || !strings.HasSuffix(at, "]") { // a list's element has it in its path
				texts = append(texts, leaves(strings.TrimPrefix(at+"."+key, "."), node[key])...)
			}
		}
	case []any:
		for _, element := range node {
			texts = append(texts, leaves(at+"["+name(element)+"]", element)...)
		}
	}
	if texts == nil {
		return []i18n.Message{i18n.Text("%s is %s", at, compact(tree))}
	}
	return texts
}

// compact writes a value as one line of JSON.
func compact(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return excerpt(string(data))
}
