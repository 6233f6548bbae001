package mutate

import "go.yaml.in/yaml/v3"

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
