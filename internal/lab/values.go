package lab

import (
	"regexp"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Values are what ${{ name }} stands for.
type Values map[string]string

// Builtin names the values that every lab has: its namespace and the URL of
// the API server as the learner's machine reaches it.
var Builtin = []string{"namespace", "server"}

// reference is ${{ name }}; with another $ before it, it means itself.
var reference = regexp.MustCompile(`\$?\$\{\{[ \t]*([^}\n]*?)[ \t]*\}\}`)

// escaped says whether what looks like a reference means itself.
func escaped(found string) bool { return strings.HasPrefix(found, "$$") }

// ReplaceReferences gives a text with what a function makes of each reference,
// whose spelling it is given too. Escaped references become what they mean.
func ReplaceReferences(text string, with func(name, found string) string) string {
	return reference.ReplaceAllStringFunc(text, func(found string) string {
		if escaped(found) {
			return found[1:]
		}
		return with(reference.FindStringSubmatch(found)[1], found)
	})
}

// references gives the names that a text refers to, in order.
func references(text string) []string {
	var names []string
	ReplaceReferences(text, func(name, _ string) string {
		names = append(names, name)
		return ""
	})
	return names
}

// ExpandText puts values in the place of their names.
func (v Values) ExpandText(text string) (string, error) {
	return v.expand(text, func(value string) string { return value })
}

// expand puts values in the place of their names, each in the form that its place asks for.
func (v Values) expand(text string, form func(value string) string) (string, error) {
	var missing []string
	size := len(text)
	expanded := ReplaceReferences(text, func(name, _ string) string {
		value, ok := v[name]
		if !ok {
			missing = append(missing, name)
		}
		if size += len(value); size > maxExpanded {
			return ""
		}
		return form(value)
	})
	switch {
	case size > maxExpanded:
		return "", i18n.Errorf("is larger than %d KiB after its values are inserted", maxExpanded>>10)
	case missing != nil:
		return "", i18n.Errorf("no value named \"%s\": no earlier step captures it", strings.Join(missing, `", "`))
	}
	return expanded, nil
}
