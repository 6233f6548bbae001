package lab

import (
	"encoding/json"
	"regexp"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Values are what ${{ name }} stands for.
type Values map[string]string

// Builtin names the values that every lab has: its namespace and the URL of
// the API server as the learner's machine reaches it.
var Builtin = []string{"namespace", "server"}

var reference = regexp.MustCompile(`\$\{\{\s*([^}]*?)\s*\}\}`)

// references gives the names that a text refers to, in order.
func references(text string) []string {
	var names []string
	for _, m := range reference.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// ExpandText puts values in the place of their names.
func (v Values) ExpandText(text string) (string, error) {
	var missing []string
	size := len(text)
	expanded := reference.ReplaceAllStringFunc(text, func(found string) string {
		name := reference.FindStringSubmatch(found)[1]
		value, ok := v[name]
		if !ok {
			missing = append(missing, name)
		}
		if size += len(value); size > maxExpanded {
			return ""
		}
		return value
	})
	if size > maxExpanded {
		return "", i18n.Errorf("is larger than %d KiB with its values in place", maxExpanded>>10)
	}
	if missing != nil {
		return "", i18n.Errorf("no value named \"%s\": no step before this one captures it", strings.Join(missing, `", "`))
	}
	return expanded, nil
}

var plain = regexp.MustCompile(`^([\pL\pN_./:@%+,=][\pL\pN_./:@%+,=-]*)?$`)

// CheckScript says which value a shell would read as more than a word: it
// comes from the cluster, and must not run anything on the learner's machine.
func (v Values) CheckScript(script string) error {
	for _, name := range references(script) {
		if !plain.MatchString(v[name]) {
			return i18n.Errorf("value %q is %q, which has no place in a script: a shell would read signs in it\nhint: let the script ask for the value itself, with labs kubectl", name, v[name])
		}
	}
	return nil
}

// Expand gives a copy of an operation, a check or a capture with the values
// in all of its texts.
func Expand[T any](v Values, in T) (T, error) {
	var out T
	data, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return out, err
	}
	if tree, err = v.expandTree(tree); err != nil {
		return out, err
	}
	if data, err = json.Marshal(tree); err != nil {
		return out, err
	}
	return out, json.Unmarshal(data, &out)
}

func (v Values) expandTree(tree any) (any, error) {
	var err error
	switch node := tree.(type) {
	case string:
		return v.ExpandText(node)
	case []any:
		for i := range node {
			if node[i], err = v.expandTree(node[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for key := range node {
			if node[key], err = v.expandTree(node[key]); err != nil {
				return nil, err
			}
		}
	}
	return tree, nil
}
