package mutate

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// documents reads the YAML documents of a manifest.
func documents(text []byte) ([]*yaml.Node, error) {
	var found []*yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		node := &yaml.Node{}
		if err := decoder.Decode(node); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		found = append(found, node)
	}
}

// encode writes documents as a manifest.
func encode(documents []*yaml.Node) ([]byte, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	for _, document := range documents {
		if err := encoder.Encode(document); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), encoder.Close()
}

// nodePath is the place of a node in a tree: its path, as keys and as people write it, and
// the way to it through the nodes' contents.
type nodePath struct {
	keys []string
	name string
	way  []int
}

func (p nodePath) key() string    { return p.last(1) }
func (p nodePath) parent() string { return p.last(2) }

func (p nodePath) last(n int) string {
	if len(p.keys) < n {
		return ""
	}
	return p.keys[len(p.keys)-n]
}

// in says whether one of the keys above the place is the given one.
func (p nodePath) in(key string) bool { return slices.Contains(p.keys[:max(0, len(p.keys)-1)], key) }

// below gives a place in the contents of this one.
func (p nodePath) below(key, name string, at int) nodePath {
	return nodePath{append(p.keys[:len(p.keys):len(p.keys)], key), p.name + name, append(p.way[:len(p.way):len(p.way)], at)}
}

// follow goes a way through the contents of nodes.
func follow(node *yaml.Node, way []int) *yaml.Node {
	for _, at := range way {
		node = node.Content[at]
	}
	return node
}

// walk visits a node and all below it.
func walk(node *yaml.Node, at nodePath, visit func(*yaml.Node, nodePath)) {
	visit(node, at)
	switch node.Kind {
	case yaml.DocumentNode:
		walk(node.Content[0], nodePath{way: []int{0}}, visit)
	case yaml.SequenceNode:
		for i, item := range node.Content {
			walk(item, at.below(at.key(), "["+label(item, i)+"]", i), visit)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i].Value
			name := "." + key
			if at.name == "" {
				name = key
			}
			walk(node.Content[i+1], at.below(key, name, i+1), visit)
		}
	}
}

// label names an element of a list as Kubernetes keys it, or by its value.
func label(item *yaml.Node, i int) string {
	if item.Kind == yaml.ScalarNode {
		return item.Value
	}
	for _, key := range []string{"name", "path", "mountPath", "containerPort", "port"} {
		if value := field(item, key); value != "" {
			return value
		}
	}
	return strconv.Itoa(i)
}

// field gives a text of a mapping, or "".
func field(mapping *yaml.Node, key string) string {
	if node := find(mapping, key); node != nil {
		return node.Value
	}
	return ""
}

// parse reads a node from a literal of this package.
func parse(literal string) *yaml.Node {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(literal), &document); err != nil {
		panic(err)
	}
	return document.Content[0]
}

// text is a node of a text.
func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Style: yaml.DoubleQuotedStyle}
}

// find gives a field of a mapping, or nil.
func find(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// put sets a field below a mapping, whose path is followed by its value.
func put(mapping *yaml.Node, path ...string) {
	key := path[0]
	if len(path) == 2 {
		mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, parse(path[1]))
		return
	}
	below := find(mapping, key)
	if below == nil {
		below = &yaml.Node{Kind: yaml.MappingNode}
		mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, below)
	}
	put(below, path[1:]...)
}
