package replay

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/tutorial/page"
	"labs.local/labs/internal/tutorial/script"
)

// objects are those that the lab has made, by KIND/NAME.
type objects map[string]*page.Object

var (
	podOfDeployment = regexp.MustCompile(`^([a-z0-9][a-z0-9-]*)-([a-z0-9]{6,10})-[a-z0-9]{5}$`)
	ratio           = regexp.MustCompile(`^(\d+)/(\d+)$`)
	waiting         = []string{"Pending", "ContainerCreating", "PodInitializing"}
	placeholder     = regexp.MustCompile(`<[a-zA-Z][\w -]*>|\[[A-Z][A-Z_-]+\]|\[--?\w|\{\{`)
)

// owner gives the Deployment that a Pod's name, such as web-5d59d67564-x2x9k, belongs to, or "".
func (o objects) owner(pod string) string {
	if m := podOfDeployment.FindStringSubmatch(pod); m != nil && o["deployment/"+m[1]] != nil {
		return "deployment/" + m[1]
	}
	return ""
}

// owners names the Deployment instead of a Pod of it, whose name is another each time.
func (o objects) owners(words []string) []string {
	words = slices.Clone(words)
	for n, word := range words {
		if word == "--" {
			break
		}
		if owner := o.owner(strings.TrimPrefix(word, "pod/")); owner != "" {
			words[n] = owner
		}
	}
	return words
}

// doubts are about names that are others each time.
func doubts(words []string) []i18n.Message {
	for _, word := range words {
		if m := podOfDeployment.FindStringSubmatch(word); m != nil && strings.ContainsAny(m[2], "0123456789") {
			return []i18n.Message{i18n.Text("the name %s changes each time: select by label, or capture the name", word)}
		}
		if placeholder.MatchString(word) {
			return []i18n.Message{i18n.Text("%s is a placeholder: replace it with a value", word)}
		}
	}
	return nil
}

// awaited says whether a row of kubectl get is about something that labs waits for.
func (r *Replay) awaited(cells []string) bool {
	name := cells[0][strings.LastIndexByte(cells[0], '/')+1:]
	for reference, o := range r.objects {
		if _, known, _ := strings.Cut(reference, "/"); (name == known || strings.HasPrefix(name, known+"-")) && !r.page.Fails(o) {
			return len(cells) > 2 && (slices.Contains(waiting, cells[2]) || ratio.MatchString(cells[1]) && (cells[2] == "Running" || number(cells[2]) >= 0))
		}
	}
	return false
}

// number reads digits; another text is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// variables are those of the reader's shell.
type variables struct {
	// values has the known ones, of which some are references to a value of the lab.
	values map[string]string
	// exports are the lines that set them all.
	exports []string
}

func (v *variables) export(name, source string) {
	v.exports = append(v.exports, "export "+name+"="+source)
}

// before gives the lines that a script needs before it, as each script is a shell of its own.
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

// captures takes NAME=$(kubectl get KIND OBJECT -o jsonpath=...) for a value that the lab reads itself.
func (r *Replay) captures(a script.Assignment) bool {
	words, ok := a.Command(r.variables.values)
	if !ok || words[0] != "kubectl" {
		return false
	}
	k, _ := kubectl.Parse(words[1:])
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
