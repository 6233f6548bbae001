package mutate

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/schedule"
)

// surplus gives the faults of a list that has one element too many.
func surplus(node *yaml.Node, at nodePath) []fault {
	var found []fault
	for _, more := range extra(node, at) {
		found = append(found, fault{at.name + "[" + label(more, len(node.Content)) + "] added", at.way, func(n *yaml.Node) { n.Content = append(n.Content, more) }})
	}
	return found
}

// extra gives what may be one too many in a list.
func extra(node *yaml.Node, at nodePath) []*yaml.Node {
	switch key := at.key(); {
	case at.in("rules") && key == "verbs":
		return absent(node, "*", "watch", "get")
	case at.in("rules") && key == "resources":
		return absent(node, "*", "secrets")
	case at.in("rules") && key == "apiGroups":
		return absent(node, "*")
	case key == "rules" && len(node.Content) > 0 && find(node.Content[0], "verbs") != nil:
		return []*yaml.Node{parse(`{apiGroups: [""], resources: [services], verbs: [get]}`)}
	case key == "subjects":
		return []*yaml.Node{parse(`{kind: ServiceAccount, name: mutant, namespace: "${{ namespace }}"}`)}
	case key == "add" && at.parent() == "capabilities":
		return absent(node, "NET_ADMIN")
	case key == "env":
		return []*yaml.Node{parse(`{name: MUTANT, value: mutant}`)}
	case key == "ports" && at.in("containers"):
		return []*yaml.Node{parse(`{containerPort: 65000}`)}
	case key == "ports" && at.parent() == "spec":
		return []*yaml.Node{parse(`{name: mutant, port: 65000}`)}
	case key == "items" && at.parent() == "downwardAPI":
		return []*yaml.Node{parse(`{path: mutant, fieldRef: {fieldPath: metadata.name}}`)}
	case (key == "from" || key == "to") && at.in("spec"):
		return []*yaml.Node{parse(`{namespaceSelector: {}}`)}
	case key == "containers" && len(node.Content) > 0:
		return []*yaml.Node{second(node.Content[0])}
	}
	return nil
}

// absent gives the first two of the words that a list does not have; one with "*" has all.
func absent(node *yaml.Node, words ...string) (found []*yaml.Node) {
	has := func(word string) bool {
		return slices.ContainsFunc(node.Content, func(n *yaml.Node) bool { return n.Value == word || n.Value == "*" })
	}
	for _, word := range words {
		if !has(word) && len(found) < 2 {
			found = append(found, text(word))
		}
	}
	return found
}

// second is another container with the image of one.
func second(container *yaml.Node) *yaml.Node {
	more := parse(`{name: mutant}`)
	for _, key := range []string{"image", "command"} {
		if value := find(container, key); value != nil {
			more.Content = append(more.Content, text(key), value)
		}
	}
	return more
}

// unsafe gives the faults of a Pod or a container that may do more than it should, where nothing is said of that.
func unsafe(node *yaml.Node, at nodePath) (found []fault) {
	add := func(name string, path ...string) {
		found = append(found, fault{at.name + "." + name + " added", at.way, func(n *yaml.Node) { put(n, path...) }})
	}
	switch {
	case at.key() == "spec" && find(node, "containers") != nil && find(node, "hostNetwork") == nil:
		add("hostNetwork: true", "hostNetwork", "true")
	case at.key() == "containers" && field(node, "name") != "":
		if find(find(node, "securityContext"), "privileged") == nil {
			add("securityContext.privileged: true", "securityContext", "privileged", "true")
		}
		if find(find(find(node, "securityContext"), "capabilities"), "add") == nil {
			add("securityContext.capabilities.add[NET_ADMIN]", "securityContext", "capabilities", "add", "[NET_ADMIN]")
		}
		if find(node, "env") == nil {
			add("env[MUTANT]", "env", "[{name: MUTANT, value: mutant}]")
		}
	}
	return found
}

// widened gives the faults of subjects that are more than the lab's own.
func widened(node *yaml.Node, at nodePath) (found []fault) {
	if at.key() != "subjects" || node.Kind != yaml.SequenceNode {
		return nil
	}
	for i, item := range node.Content {
		group := "system:serviceaccounts"
		if schedule.Everybody(field(item, "name")) {
			group = "system:authenticated"
		}
		if field(item, "name") == group {
			continue
		}
		found = append(found, fault{at.name + "[" + label(item, i) + "] -> group " + group, at.way, func(n *yaml.Node) {
			n.Content[i] = parse("{apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"" + group + "\"}")
		}})
	}
	return found
}

// switches are fields that make the difference between a little and a lot.
var switches = []string{
	"runAsNonRoot", "allowPrivilegeEscalation", "readOnlyRootFilesystem", "privileged", "hostNetwork", "hostPID", "hostIPC",
	"automountServiceAccountToken", "readOnly", "immutable", "insecureSkipTLSVerify", "insecureSkipVerify",
}

// emptied gives the fault of a selector that selects everything.
func emptied(node *yaml.Node, at nodePath) []fault {
	if key := at.key(); key != "podSelector" && key != "namespaceSelector" || len(node.Content) == 0 {
		return nil
	}
	return []fault{{at.name + " emptied", at.way, func(n *yaml.Node) { n.Content = nil }}}
}

// words gives the faults of a container's command or its arguments.
func words(node *yaml.Node, at nodePath) (found []fault) {
	if at.key() != "command" && at.key() != "args" || len(node.Content) == 0 {
		return nil
	}
	var all []string
	for _, item := range node.Content {
		all = append(all, item.Value)
	}
	for _, wrong := range wrongWords(all) {
		found = append(found, fault{at.name + ": " + wrong.name, at.way, func(n *yaml.Node) {
			n.Content = nil
			for _, word := range wrong.value {
				n.Content = append(n.Content, text(word))
			}
		}})
	}
	return found
}
