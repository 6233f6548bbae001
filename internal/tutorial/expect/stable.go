package expect

import (
	"slices"
	"strings"

	"labs.local/labs/internal/tutorial/page"
)

// maxLeaves bounds a tree that a check demands.
const maxLeaves = 16

// transient are fields of JSON whose values are others each time.
var transient = []string{"uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields", "hostIP", "hostIPs", "podIP", "podIPs", "clusterIP", "clusterIPs",
	"nodeName", "startTime", "startedAt", "finishedAt", "lastTransitionTime", "lastProbeTime", "lastUpdateTime", "containerID", "imageID", "image", "ip", "annotations",
	"conditions", "containerStatuses", "serverAddressByClientCIDRs", "gitVersion", "gitCommit", "buildDate", "goVersion", "minor", "platform", "items"}

// stable gives what of a value in JSON is the same each time, or nil.
func (o *Output) stable(value any) any {
	left := maxLeaves
	return o.prune(value, &left)
}

func (o *Output) prune(value any, left *int) any {
	switch node := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for _, key := range sorted(node) {
			if slices.Contains(transient, key) || *left <= 0 {
				continue
			}
			if key == "namespace" && o.Namespaces.Own(page.FieldText(node, key)) {
				kept[key] = page.LabNamespace
				continue
			}
			if v := o.prune(node[key], left); v != nil {
				kept[key] = v
			}
		}
		if len(kept) > 0 {
			return kept
		}
		return nil
	case []any:
		var kept []any
		for _, element := range node {
			if v := o.prune(element, left); v != nil && *left > 0 {
				kept = append(kept, v)
			}
		}
		if kept == nil {
			return nil
		}
		return kept
	case string:
		if _, varies := pattern(node); varies && strings.TrimSpace(node) != "" && varying.MatchString(node) {
			return nil
		}
	}
	*left--
	return value
}

func sorted(node map[string]any) []string {
	keys := make([]string, 0, len(node))
	for key := range node {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
