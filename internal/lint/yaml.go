package lint

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// namespaceMark stands for the lab's namespace where a manifest is read without values: a text of nothing else.
const namespaceMark = "n"

// valueMark is a reference to a value, such as ${{ podIP }}; with another $ before it, it is text.
var valueMark = regexp.MustCompile(`\$?\$\{\{[^}\n]*\}\}`)

// documents reads a manifest as YAML. What stands for ${{ name }} is as long, so that all places are right.
func (f *file) documents() ([]*yaml.Node, error) {
	text := valueMark.ReplaceAllStringFunc(f.text, func(reference string) string {
		if strings.HasPrefix(reference, "$$") {
			return reference
		}
		mark := "x"
		if strings.TrimSpace(strings.Trim(reference, "${}")) == "namespace" {
			mark = namespaceMark
		}
		return strings.Repeat(mark, len([]rune(reference)))
	})
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var documents []*yaml.Node
	for {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return documents, err
		case len(document.Content) > 0 && document.Content[0].ShortTag() != "!!null":
			documents = append(documents, document.Content[0])
		}
	}
}

// nodes gives every node of a manifest.
func (f *file) nodes() []*yaml.Node {
	nodes, _ := f.documents()
	for i := 0; i < len(nodes); i++ {
		nodes = append(nodes, nodes[i].Content...)
	}
	return nodes
}

// objects gives the objects of a manifest, and those of its lists.
func (f *file) objects() []*yaml.Node {
	documents, _ := f.documents() // manifestSyntax tells
	var objects []*yaml.Node
	for _, document := range documents {
		if kind, items := scalar(document, "kind"), get(document, "items"); strings.HasSuffix(kind, "List") && items != nil && items.Kind == yaml.SequenceNode {
			objects = append(objects, items.Content...)
			continue
		}
		objects = append(objects, document)
	}
	return objects
}

// get gives a field's value, or nil.
func get(node *yaml.Node, name string) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i+1]
		}
	}
	return nil
}

// scalar gives a field's text, or "".
func scalar(node *yaml.Node, name string) string {
	if found := get(node, name); found != nil && found.Kind == yaml.ScalarNode {
		return found.Value
	}
	return ""
}

// on makes a problem at a node of the file.
func (f *file) on(node *yaml.Node, message i18n.Message) lab.Problem {
	return lab.Problem{File: f.name, Line: node.Line, Column: node.Column, Message: message}
}
