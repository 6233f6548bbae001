package mutate

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// others gives wrong values for a scalar; none where the place is not known.
func others(document, node *yaml.Node, at nodePath) []string {
	key, value := at.key(), node.Value
	switch parent := at.parent(); {
	case key == "fieldPath":
		return fieldPaths(value)
	case key == "resource" && parent == "resourceFieldRef":
		return resources(value)
	case key == "divisor":
		return []string{divisor(value, field(follow(document, at.way[:len(at.way)-1]), "resource"))}
	case parent == "requests", parent == "limits", key == "replicas", strings.HasSuffix(strings.ToLower(key), "port") && !at.in("env"):
		return more(value)
	case slices.Contains(entries, parent), slices.Contains(narrowing, parent):
		return []string{other(value)}
	case slices.Contains(switches, key):
		return map[string][]string{"true": {"false"}, "false": {"true"}}[value]
	case slices.Contains([]string{"runAsUser", "runAsGroup", "fsGroup"}, key) && value != "0":
		return []string{"0"}
	case parent == "seccompProfile" && key == "type" && value != "Unconfined":
		return []string{"Unconfined"}
	case key == "containerName":
		return containers(document, value)
	case key == "verbs" || key == "resources" && at.in("rules"):
		return []string{right(value)}
	case parent == "subjects" && key == "kind":
		return subjectKinds(value)
	case parent == "subjects" && key == "name", parent == "roleRef" && key == "name",
		slices.Contains([]string{"mountPath", "subPath", "path", "serviceAccountName"}, key), key == "value" && parent == "env":
		return []string{other(value)}
	}
	return nil
}

// fields are paired so that each is another valid one at most places where
// the first one is (Kubernetes: downward API, available fields).
var fields = map[string]string{
	"metadata.name": "metadata.namespace", "metadata.namespace": "metadata.name", "metadata.uid": "metadata.name",
	"metadata.labels": "metadata.annotations", "metadata.annotations": "metadata.labels",
	"spec.nodeName": "spec.serviceAccountName", "spec.serviceAccountName": "spec.nodeName",
	"status.podIP": "status.hostIP", "status.hostIP": "status.podIP", "status.podIPs": "status.hostIP", "status.hostIPs": "status.podIP",
}

func fieldPaths(value string) []string {
	if other, ok := fields[value]; ok {
		return []string{other}
	}
	if rest, ok := strings.CutPrefix(value, "metadata.labels['"); ok {
		return []string{"metadata.annotations['" + rest}
	}
	if rest, ok := strings.CutPrefix(value, "metadata.annotations['"); ok {
		return []string{"metadata.labels['" + rest}
	}
	return nil
}

// subjectKinds gives a kind that needs no namespace, as any may be wrong.
func subjectKinds(value string) []string {
	if value == "User" {
		return []string{"Group"}
	}
	return []string{"User"}
}

func resources(value string) []string {
	kind, name, _ := strings.Cut(value, ".")
	if swapped := map[string]string{"requests": "limits", "limits": "requests"}[kind]; swapped != "" {
		return []string{swapped + "." + name}
	}
	return nil
}

func divisor(value, resource string) string {
	if strings.HasSuffix(resource, ".cpu") {
		return map[bool]string{true: "1", false: "1m"}[strings.HasSuffix(value, "m")]
	}
	return cmp.Or(map[string]string{"1": "1Ki", "1Ki": "1Mi", "1Mi": "1Ki", "1Gi": "1Mi"}[value], "1")
}

var number = regexp.MustCompile(`^(\d+)(.*)$`)

// more adds one to a number or quantity; of a name it gives another.
func more(value string) []string {
	m := number.FindStringSubmatch(value)
	if m == nil {
		return []string{other(value)}
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return nil
	}
	return []string{strconv.Itoa(n+1) + m[2]}
}

// other gives a text that means something else; the same number of lines keeps a diff short.
func other(value string) string {
	if body, ok := strings.CutSuffix(value, "\n"); ok {
		return body + "-mutant\n"
	}
	return value + "-mutant"
}

// short writes a value on one line.
func short(value string) string {
	if strings.ContainsAny(value, "\n\r\t") {
		return strconv.Quote(value)
	}
	return value
}

// right gives another verb or resource.
func right(value string) string {
	return cmp.Or(map[string]string{"get": "list", "list": "get", "pods": "secrets", "secrets": "pods"}[value], "get")
}

// containers gives another container of the Pod.
func containers(document *yaml.Node, value string) []string {
	var found []string
	walk(document, nodePath{}, func(node *yaml.Node, at nodePath) {
		if name := field(node, "name"); at.key() == "containers" && node.Kind == yaml.MappingNode && name != value {
			found = []string{name}
		}
	})
	if found == nil {
		return []string{other(value)}
	}
	return found
}
