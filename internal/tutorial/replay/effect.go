package replay

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/kubectl"
)

// effect gives what a command makes of an object, as far as its words tell, or nil.
func effect(k *kubectl.Command) map[string]any {
	switch k.Path {
	case "scale":
		if k.Flag("replicas") != "" {
			return tree("spec", map[string]any{"replicas": number(k.Flag("replicas"))})
		}
	case "set image":
		return containers(pairs(k.Args))
	case "label", "annotate":
		set := map[string]any{}
		for name, value := range pairs(k.Args) {
			set[name] = value
		}
		if len(set) > 0 {
			return tree("metadata", tree(map[string]string{"label": "labels", "annotate": "annotations"}[k.Path], set))
		}
	case "patch":
		var patch map[string]any
		if err := yaml.Unmarshal([]byte(k.Flag("patch")), &patch); err == nil && len(patch) > 0 && k.Flag("type") != "json" && !removes(patch) {
			return patch
		}
	}
	return nil
}

func tree(key string, value any) map[string]any { return map[string]any{key: value} }

// pairs gives the arguments of the form NAME=VALUE.
func pairs(args []string) map[string]string {
	found := map[string]string{}
	for _, arg := range args {
		if name, value, ok := strings.Cut(arg, "="); ok && name != "" {
			found[name] = value
		}
	}
	return found
}

// containers gives the template of a workload with these images.
func containers(images map[string]string) map[string]any {
	var list []any
	for name, image := range images {
		if name == "*" {
			return nil
		}
		list = append(list, map[string]any{"name": name, "image": image})
	}
	if len(list) != 1 {
		return nil
	}
	return tree("spec", tree("template", tree("spec", tree("containers", list))))
}

// removes says whether a patch takes something away, by null or by a directive, which no tree can tell.
func removes(patch any) bool {
	switch node := patch.(type) {
	case nil:
		return true
	case map[string]any:
		for key, value := range node {
			if strings.HasPrefix(key, "$") || removes(value) {
				return true
			}
		}
	case []any:
		for _, value := range node {
			if removes(value) {
				return true
			}
		}
	}
	return false
}
