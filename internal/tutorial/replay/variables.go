package replay

import (
	"regexp"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/tutorial/kubectl"
	"labs.local/labs/internal/tutorial/script"
)

// variables are those of the reader's shell.
type variables struct {
	// values has the known ones, of which some are references to a value of the
	// lab.
	values map[string]string
	// exports are the lines that set them all.
	exports []string
}

func (v *variables) export(name, source string) {
	v.exports = append(v.exports, "export "+name+"="+source)
}

// before gives the lines that a script needs before it, as each script is a
// shell of its own.
func (v *variables) before(text string) string {
	var b strings.Builder
	for _, line := range v.exports {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if regexp.MustCompile(`\$\{?` + regexp.QuoteMeta(name) + `\b`).MatchString(text) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// assign takes a line that only sets variables: to a text; to a value of an
// object, which the lab captures; or else for the scripts that follow.
func (r *Replay) assign(all []script.Assignment) bool {
	for _, a := range all {
		if value, ok := a.Value(r.variables.values); ok {
			r.variables.values[a.Name] = value
			r.variables.export(a.Name, shell.Words(value))
		} else if r.captures(a) {
			value = "${{ " + a.Name + " }}"
			r.variables.values[a.Name] = value
			r.variables.export(a.Name, "'"+value+"'")
		} else {
			r.variables.export(a.Name, a.Source())
		}
	}
	return len(all) > 0
}

// captures takes NAME=$(kubectl get KIND OBJECT -o jsonpath=...) for a value
// that the lab reads itself.
func (r *Replay) captures(a script.Assignment) bool {
	words, ok := a.Command(r.variables.values)
	if !ok || words[0] != "kubectl" {
		return false
	}
	k := kubectl.Parse(words[1:])
	if k == nil || k.Path != "get" {
		return false
	}
	template, found := strings.CutPrefix(k.Flag("output"), "jsonpath=")
	named := kubectl.References(k.Args)
	if !found || len(named) != 1 || !strings.HasPrefix(template, "{") {
		return false
	}
	return r.draft.Capture(a.Name, lab.Capture{Object: named[0], JSONPath: template})
}
