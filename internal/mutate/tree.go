package mutate

import (
	"bytes"
	"errors"
	"io"
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

// place is a node of a tree: its path, as keys and as people write it, and
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
func (p nodePath) in(key string) bool {
	for _, k := range p.keys[:max(0, len(p.keys)-1)] {
		if k == key {
			return true
		}
	}
	return false
}

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
	return index(i)
}

// field gives a text of a mapping, or "".
func field(mapping *yaml.Node, key string) string {
	if node := find(mapping, key); node != nil {
		return node.Value
	}
	return ""
}

func index(i int) string { return strconv.Itoa(i) }
