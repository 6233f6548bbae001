package lab

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// find gives the node at a path of keys and indices, and its key where it is
// in a mapping; a path that leaves the document ends at the last node there is.
func find(node *yaml.Node, path []string) (key, value *yaml.Node) {
	value = content(node)
	for _, part := range path {
		k, v := child(value, part)
		if v == nil {
			return key, value
		}
		key, value = k, v
	}
	return key, value
}

// Has says whether lab.yaml has a field at a path, even an empty one.
func (l *Lab) Has(at ...string) bool {
	node := content(&l.source.root)
	for _, part := range at {
		if _, node = child(node, part); node == nil {
			return false
		}
	}
	return true
}

func content(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		return node.Content[0]
	}
	return node
}

func child(node *yaml.Node, part string) (key, value *yaml.Node) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == part {
				return node.Content[i], node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(part); err == nil && i < len(node.Content) {
			return nil, node.Content[i]
		}
	}
	return nil, nil
}

// field writes a path as people do: steps[2].checks[0].line.
func field(path []string) string {
	var b strings.Builder
	for _, part := range path {
		if _, err := strconv.Atoi(part); err == nil {
			b.WriteString("[" + part + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	return b.String()
}

// oddKey gives a key below a node that is no text, as JSON's have to be, or nil.
func oddKey(node *yaml.Node) *yaml.Node {
	for i, item := range node.Content {
		if tag := item.ShortTag(); node.Kind == yaml.MappingNode && i%2 == 0 && tag != "!!str" && tag != "!!merge" {
			return item
		}
		if odd := oddKey(item); odd != nil {
			return odd
		}
	}
	return nil
}

// walkScalars calls visit for every scalar below a node, with its path.
func walkScalars(node *yaml.Node, at []string, visit func(*yaml.Node, []string)) {
	switch node.Kind {
	case yaml.ScalarNode:
		visit(node, at)
	case yaml.SequenceNode:
		for i, item := range node.Content {
			walkScalars(item, sub(at, strconv.Itoa(i)), visit)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			walkScalars(node.Content[i+1], sub(at, node.Content[i].Value), visit)
		}
	}
}

// sub gives the path of something below a path, and leaves that one alone.
func sub(at []string, parts ...string) []string {
	return append(at[:len(at):len(at)], parts...)
}
