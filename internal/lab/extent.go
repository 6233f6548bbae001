package lab

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
)

// extent is how large a node is with its aliases written out, in bytes, and how deep.
type extent struct{ size, depth int }

// extents measures documents before anything is made of them: a small one can be an enormous one by its aliases.
type extents struct {
	file string
	// known are the nodes that have a name for aliases.
	known map[*yaml.Node]extent
}

// checkExtent gives what is too large in a document, or nil.
func checkExtent(file string, root *yaml.Node) *Problem {
	_, problem := (&extents{file, map[*yaml.Node]extent{}}).measure(root, 0)
	return problem
}

func (e *extents) measure(node *yaml.Node, level int) (extent, *Problem) {
	if level > maxDepth {
		return extent{}, e.refuse(node, i18n.Text("is nested more than %d levels deep", maxDepth))
	}
	if node.Kind == yaml.MappingNode && len(node.Content) > 2*maxKeys {
		return extent{}, e.refuse(node, i18n.Text("has more than %d fields", maxKeys))
	}
	whole := extent{size: len(node.Value) + 1}
	if node.Kind == yaml.AliasNode {
		whole = e.known[node.Alias] // zero inside itself, which the decoder refuses
	}
	for _, item := range node.Content {
		part, problem := e.measure(item, level+1)
		if problem != nil {
			return whole, problem
		}
		whole = extent{whole.size + part.size, max(whole.depth, part.depth+1)}
	}
	switch {
	case whole.size > maxExpanded:
		return whole, e.refuse(node, i18n.Text("is larger than %d KiB when its aliases are expanded", maxExpanded>>10))
	case level+whole.depth > maxDepth:
		return whole, e.refuse(node, i18n.Text("is nested more than %d levels deep", maxDepth))
	case node.Anchor != "":
		e.known[node] = whole
	}
	return whole, nil
}

func (e *extents) refuse(node *yaml.Node, message i18n.Message) *Problem {
	return &Problem{File: e.file, Line: node.Line, Column: node.Column, Message: message}
}

// checkManifestExtent measures the documents of a manifest. One that is no YAML is
// refused when it is applied, with its reason.
func checkManifestExtent(file string, data []byte) *Problem {
	text := ReplaceReferences(string(data), func(string, string) string { return "value" })
	line := 0
	for _, document := range bytes.SplitAfter([]byte(text), []byte("\n---")) {
		var root yaml.Node
		if yaml.Unmarshal(document, &root) == nil {
			if problem := checkExtent(file, &root); problem != nil {
				problem.Line += line
				return problem
			}
		}
		line += bytes.Count(document, []byte("\n"))
	}
	return nil
}
