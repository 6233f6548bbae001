package tutorial

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
)

// own is what stands for the lab's namespace in its files.
const own = "${{ namespace }}"

var separator = regexp.MustCompile(`(?m)^---(?:[ \t].*)?$`)

// render writes a manifest for the lab: without the tutorial's namespace, and
// with a TODO where a person must decide.
func (i *importer) render(m *manifest) string {
	var parts []string
	for _, part := range separator.Split(m.text, -1) {
		if part = i.renderDocument(part); strings.TrimSpace(part) != "" {
			parts = append(parts, strings.TrimSuffix(strings.TrimLeft(part, "\n"), "\n")+"\n")
		}
	}
	var head strings.Builder
	for _, todo := range m.todo {
		head.WriteString(i.comment(todo) + "\n")
	}
	return head.String() + strings.Join(parts, "---\n")
}

func (i *importer) comment(todo i18n.Message) string {
	return "# TODO: " + oneLine(i.options.Printer.Message(todo))
}

func (i *importer) renderDocument(text string) string {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil || len(root.Content) == 0 {
		return text
	}
	var tree map[string]any
	if root.Decode(&tree) == nil && field(tree, "kind") == "Namespace" && i.namespaces.own(text1(field(tree, "metadata", "name"))) {
		return ""
	}
	e := &editor{importer: i, lines: strings.Split(text, "\n"), before: map[int]string{}, gone: map[int]bool{}}
	e.walk(root.Content[0], nil)
	return e.String()
}

func text1(v any) string {
	text, _ := v.(string)
	return text
}

// editor changes lines of a YAML document and leaves the others as they are.
type editor struct {
	*importer
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
	case last == "namespace" && e.namespaces.own(value.Value):
		if len(at) >= 2 && at[len(at)-2] == "metadata" && strings.HasPrefix(strings.TrimSpace(e.lines[key.Line-1]), "namespace:") {
			e.gone[key.Line] = true
			return
		}
		e.replace(key.Line, value, `"`+own+`"`)
	case last == "namespace" && len(at) >= 2 && at[len(at)-2] == "metadata" && value.Value != "":
		e.todo(key.Line, i18n.Text("a lab has a namespace of its own and changes no other: %q has to become the lab's, or go", value.Value))
	case last == "image" && len(at) >= 2 && strings.HasSuffix(strings.ToLower(at[len(at)-2]), "containers"):
		e.todo(key.Line, e.foreignImage(value.Value))
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
	e.before[line] = indent(e.lines[line-1]) + e.comment(todo)
}

func (e *editor) String() string {
	var b strings.Builder
	for n, line := range e.lines {
		if comment := e.before[n+1]; comment != "" {
			b.WriteString(comment + "\n")
		}
		if !e.gone[n+1] {
			b.WriteString(e.services(line) + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// inner puts the lab's namespace behind what says that it is one, and into the
// names of Services.
func (i *importer) inner(text string) string {
	text = namespaceValue.ReplaceAllStringFunc(text, func(found string) string {
		m := namespaceValue.FindStringSubmatch(found)
		if !i.namespaces.own(m[2]) {
			return found
		}
		return m[1] + own
	})
	return i.services(text)
}

// services puts the lab's namespace into names such as web.default.svc.
func (i *importer) services(text string) string {
	return serviceName.ReplaceAllStringFunc(text, func(found string) string {
		m := serviceName.FindStringSubmatch(found)
		if !i.namespaces.own(m[2]) {
			return found
		}
		return m[1] + own + m[3]
	})
}

var (
	serviceName    = regexp.MustCompile(`([a-z0-9]\.)([a-z0-9-]+)(\.svc\b)`)
	namespaceValue = regexp.MustCompile(`(?i)(\w*namespace\w*(?:=|: |":\s*"))([a-z0-9-]+)\b`)
)
