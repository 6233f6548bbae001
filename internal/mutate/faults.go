package mutate

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// fault is one wrong thing that can be done to a tree.
type fault struct {
	name string
	way  []int
	edit func(*yaml.Node)
}

// faults gives all that can be done wrong in a document.
func faults(document *yaml.Node) []fault {
	var found []fault
	walk(document, nodePath{}, func(node *yaml.Node, at nodePath) {
		switch node.Kind {
		case yaml.ScalarNode:
			found = append(found, changed(document, node, at)...)
		case yaml.SequenceNode:
			for _, of := range []func(*yaml.Node, nodePath) []fault{taken, surplus, widened, words} {
				found = append(found, of(node, at)...)
			}
		case yaml.MappingNode:
			found = append(append(append(found, dropped(node, at)...), emptied(node, at)...), unsafe(node, at)...)
		}
	})
	return found
}

// changed gives the faults of a scalar: other values of its kind.
func changed(document, node *yaml.Node, at nodePath) []fault {
	var found []fault
	if at.parent() == "data" || at.parent() == "stringData" {
		for _, wrong := range texts(node.Value) {
			found = append(found, fault{at.name + ": " + wrong.name, at.way, func(n *yaml.Node) { n.Value = wrong.value }})
		}
	}
	for _, other := range others(document, node, at) {
		found = append(found, fault{at.name + ": " + short(node.Value) + " -> " + short(other), at.way, func(n *yaml.Node) { n.Value = other }})
	}
	return found
}

// losable are the lists of which an element can be missing, and from how many
// elements on: the last container, say, cannot.
var losable = map[string]int{
	"env": 1, "items": 1, "ports": 1, "rules": 1, "subjects": 1, "volumeMounts": 1, "initContainers": 1,
	"containers": 2, "verbs": 2, "resources": 2, "resourceNames": 1, "envFrom": 1, "drop": 1, "from": 1, "to": 1, "policyTypes": 2,
}

// taken gives the faults of a list: one element missing; of a command, another command.
func taken(node *yaml.Node, at nodePath) []fault {
	if at.key() == "command" {
		return []fault{{at.name + ": false", at.way, func(n *yaml.Node) {
			n.Content = []*yaml.Node{text("false")}
		}}}
	}
	least, ok := losable[at.key()]
	if !ok || len(node.Content) < least {
		return nil
	}
	var found []fault
	for i, item := range node.Content {
		found = append(found, fault{at.name + "[" + label(item, i) + "] taken out", at.way, func(n *yaml.Node) { n.Content = slices.Delete(n.Content, i, i+1) }})
	}
	return found
}

// entries are the mappings of which an entry can be missing, narrowing those of
// which one can be where there are more.
var (
	entries   = []string{"labels", "annotations", "data", "stringData"}
	narrowing = []string{"selector", "matchLabels", "nodeSelector"}
)

func dropped(node *yaml.Node, at nodePath) []fault {
	if !slices.Contains(entries, at.key()) && !(slices.Contains(narrowing, at.key()) && len(node.Content) > 2) {
		return nil
	}
	var found []fault
	for i := 0; i+1 < len(node.Content); i += 2 {
		found = append(found, fault{at.name + "." + node.Content[i].Value + " taken out", at.way, func(n *yaml.Node) { n.Content = slices.Delete(n.Content, i, i+2) }})
	}
	return found
}

// inAllNamespaces turns the Roles of a manifest, and what binds them, into
// rights in all namespaces; nil where there are none.
func inAllNamespaces(text []byte) ([]byte, error) {
	all, err := documents(text)
	if err != nil {
		return nil, err
	}
	widened := false
	for _, document := range all {
		if len(document.Content) == 0 {
			continue
		}
		root := document.Content[0]
		switch field(root, "kind") {
		case "Role":
			widened = true
			rename(root, "kind", "ClusterRole")
			unique(find(root, "metadata"))
		case "RoleBinding":
			role := find(root, "roleRef")
			rename(root, "kind", "ClusterRoleBinding")
			unique(find(root, "metadata"))
			if field(role, "kind") == "Role" {
				rename(role, "kind", "ClusterRole")
				unique(role)
			}
		}
	}
	if !widened {
		return nil, nil
	}
	return encode(all)
}

func rename(mapping *yaml.Node, key, value string) {
	if node := find(mapping, key); node != nil {
		node.Value = value
	}
}

// unique puts the lab's namespace into a name that is the whole cluster's now.
func unique(named *yaml.Node) {
	if name := find(named, "name"); name != nil {
		*name = *text("${{ namespace }}:" + name.Value)
	}
}
