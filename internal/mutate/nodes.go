package mutate

import "go.yaml.in/yaml/v3"

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
