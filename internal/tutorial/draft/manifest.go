package draft

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/tutorial/page"
)

var separator = regexp.MustCompile(`(?m)^---(?:[ \t].*)?$`)

// manifest writes a manifest for the lab: without the tutorial's namespace, and
// with a TODO where a person must decide.
func (d *Draft) manifest(m *page.Manifest) string {
	var parts []string
	for _, part := range separator.Split(m.Text, -1) {
		if part = d.document(part); strings.TrimSpace(part) != "" {
			parts = append(parts, strings.TrimSuffix(strings.TrimLeft(part, "\n"), "\n")+"\n")
		}
	}
	var head strings.Builder
	for _, todo := range m.Todo {
		head.WriteString(d.comment(todo) + "\n")
	}
	return head.String() + strings.Join(parts, "---\n")
}

func (d *Draft) comment(todo i18n.Message) string {
	return "# TODO: " + page.OneLine(d.printer.Message(todo))
}

func (d *Draft) document(text string) string {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil || len(root.Content) == 0 {
		return text
	}
	var tree map[string]any
	if root.Decode(&tree) == nil && page.FieldText(tree, "kind") == "Namespace" && d.page.Namespaces.Own(page.FieldText(tree, "metadata", "name")) {
		return ""
	}
	e := &editor{draft: d, lines: strings.Split(text, "\n"), before: map[int]string{}, gone: map[int]bool{}}
	e.walk(root.Content[0], nil)
	return e.String()
}

// editor changes lines of a YAML document and leaves the others as they are.
type editor struct {
	draft  *Draft
	lines  []string
	before map[int]string
	gone   map[int]bool
}

func (e *editor) walk(node *yaml.Node, at []string) {
	for n := 0; n < len(node.Content); n++ {
		item, here := node.Content[n], at
		if node.Kind == yaml.MappingNode {
			key := item
			if n++; n >= len(node.Content) {
				return
			}
			item, here = node.Content[n], append(slices.Clone(at), key.Value)
			e.pair(here, key, item)
		}
		e.walk(item, here)
	}
}

func (e *editor) pair(at []string, key, value *yaml.Node) {
	if value.Kind != yaml.ScalarNode || key.Line < 1 || key.Line > len(e.lines) || value.Line != key.Line {
		return
	}
	switch last := at[len(at)-1]; {
	case last == "namespace" && e.draft.page.Namespaces.Own(value.Value):
		if len(at) >= 2 && at[len(at)-2] == "metadata" && strings.HasPrefix(strings.TrimSpace(e.lines[key.Line-1]), "namespace:") {
			e.gone[key.Line] = true
			return
		}
		e.replace(key.Line, value, `"`+page.LabNamespace+`"`)
	case last == "namespace" && len(at) >= 2 && at[len(at)-2] == "metadata" && value.Value != "":
		e.todo(key.Line, i18n.Text("a lab uses only its own namespace: change %q to the lab's namespace, or remove it", value.Value))
	case last == "image" && len(at) >= 2 && strings.HasSuffix(strings.ToLower(at[len(at)-2]), "containers"):
		e.todo(key.Line, e.draft.ForeignImage(value.Value))
	}
}

// replace puts a text in the place of a scalar on its line.
func (e *editor) replace(line int, value *yaml.Node, text string) {
	old := e.lines[line-1]
	at := strings.LastIndex(old, value.Value)
	if at < 0 {
		return
	}
	from, to := at, at+len(value.Value)
	if from > 0 && to < len(old) && strings.ContainsRune(`"'`, rune(old[from-1])) {
		from, to = from-1, to+1
	}
	e.lines[line-1] = old[:from] + text + old[to:]
}

func (e *editor) todo(line int, todo i18n.Message) {
	if todo.IsZero() {
		return
	}
	text := e.lines[line-1]
	margin := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	e.before[line] = margin + e.draft.comment(todo)
}

func (e *editor) String() string {
	var b strings.Builder
	for n, line := range e.lines {
		if comment := e.before[n+1]; comment != "" {
			b.WriteString(comment + "\n")
		}
		if !e.gone[n+1] {
			b.WriteString(e.draft.page.Namespaces.InServices(line) + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
