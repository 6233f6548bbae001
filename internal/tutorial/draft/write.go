package draft

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// flowWidth is the longest mapping or list that is written on one line.
const flowWidth = 100

// lab writes lab.yaml.
func (d *Draft) lab(name, language string) ([]byte, error) {
	root := mapping()
	put(root, "apiVersion", scalar(lab.APIVersion))
	put(root, "kind", scalar(lab.Kind))
	metadata := mapping()
	put(metadata, "name", scalar(name))
	put(root, "metadata", metadata)
	put(root, "kubernetes", scalar(d.page.Kubernetes))
	if d.foreign || len(d.images) > 0 {
		images := node([]string{})
		put(root, "images", images)
		root.Content[len(root.Content)-2].HeadComment = d.comment(i18n.Text("list the directories in images/ that the images of the Pods are built from, for example [toolbox]"))
	}
	put(root, "languages", node([]string{language}))
	steps := &yaml.Node{Kind: yaml.SequenceNode}
	for _, s := range d.steps {
		steps.Content = append(steps.Content, d.stepNode(s))
	}
	put(root, "steps", steps)
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	encoder.CompactSeqIndent()
	escapeScalars(root)
	if err := encoder.Encode(root); err != nil {
		return nil, err
	}
	text := strings.ReplaceAll(b.String(), "\n- name: ", "\n\n- name: ")
	return []byte(lab.SchemaComment + strings.Replace(text, "steps:\n\n", "steps:\n", 1)), nil
}

func (d *Draft) stepNode(s *Step) *yaml.Node {
	n := mapping()
	put(n, "name", scalar(s.name))
	if len(s.operations) > 0 {
		put(n, "operations", list(d, s.operations))
	}
	if len(s.capture) > 0 {
		put(n, "capture", spread(node(s.capture), 1))
	}
	put(n, "checks", list(d, s.checks))
	return n
}

// list writes a list; what is left to do about an element stands before it.
func list[T any](d *Draft, all []remarked[T]) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, element := range all {
		n := node(element.is)
		var comments []string
		for _, message := range element.todo {
			comments = append(comments, d.comment(message))
		}
		n.HeadComment = strings.Join(comments, "\n")
		list.Content = append(list.Content, spread(n, 1))
	}
	return list
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

func put(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, scalar(key), value)
}

// node makes YAML of a value, with its fields in their order, on one line.
func node(value any) *yaml.Node {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	var root yaml.Node
	if encoder.Encode(value) != nil || yaml.Unmarshal(b.Bytes(), &root) != nil || len(root.Content) == 0 {
		return mapping()
	}
	unquoted(root.Content[0])
	return root.Content[0]
}

// unquoted leaves the quotes to the encoder, which writes those that are needed.
func unquoted(n *yaml.Node) {
	n.Style = yaml.FlowStyle
	if n.Kind == yaml.ScalarNode {
		n.Style = 0
		if strings.Contains(n.Value, "\n") && strings.TrimLeft(n.Value, " \t\n") != n.Value {
			n.Style = yaml.DoubleQuotedStyle // a block cannot begin with white space
		}
	}
	for k := 0; k+1 < len(n.Content); k += 2 {
		if n.Kind == yaml.MappingNode && n.Content[k].Value == "timeout" && n.Content[k+1].Value == "0s" {
			n.Content = slices.Delete(n.Content, k, k+2) // is what no timeout is written as
		}
	}
	for _, child := range n.Content {
		unquoted(child)
	}
}

// spread writes a node over several lines: the outermost levels, and what is too long for one.
func spread(n *yaml.Node, levels int) *yaml.Node {
	if n.Kind == yaml.ScalarNode || levels <= 0 && width(n) < flowWidth {
		return n
	}
	n.Style = 0
	for _, child := range n.Content {
		spread(child, levels-1)
	}
	return n
}

// width is about how long a node is on one line; a text of several lines does not fit on one.
func width(n *yaml.Node) int {
	if strings.Contains(n.Value, "\n") {
		return flowWidth
	}
	sum := len(n.Value) + 2
	for _, child := range n.Content {
		sum += width(child)
	}
	return sum
}

// foreignReference is what would refer to a value of the lab.
var foreignReference = regexp.MustCompile(`\$\x{e000}\{\{[^}\n]*\}\}`)

// verbatim gives a text as the tutorial has it.
func verbatim(text string) string { return strings.ReplaceAll(text, page.Foreign, "${{") }

// escape writes a text of a file in which labs puts values, so that what the tutorial has in it comes out as it is.
func escape(text string) string {
	return verbatim(foreignReference.ReplaceAllStringFunc(text, func(found string) string { return "$" + verbatim(found) }))
}

// escapeScalars does that for the texts of a lab file.
func escapeScalars(node *yaml.Node) {
	node.Value = escape(node.Value)
	node.HeadComment = verbatim(node.HeadComment)
	for _, item := range node.Content {
		escapeScalars(item)
	}
}
