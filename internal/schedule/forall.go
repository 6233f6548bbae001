package schedule

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// everybody are the groups that somebody of another lab belongs to, too.
var everybody = []string{"system:serviceaccounts", "system:authenticated", "system:unauthenticated"}

// Everybody says whether a group has members outside of the lab.
func Everybody(group string) bool { return slices.Contains(everybody, group) }

// forAll says whether an object changes something for all that runs in the
// cluster.
func forAll(o *unstructured.Unstructured) bool {
	switch o.GetKind() {
	case "APIService", "Node":
		return true
	case "ClusterRoleBinding":
		return bindsEverybody(o)
	case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
		return interceptsAll(o)
	case "MutatingAdmissionPolicyBinding", "ValidatingAdmissionPolicyBinding":
		_, narrowed, _ := unstructured.NestedMap(o.Object, "spec", "matchResources", "namespaceSelector")
		return !narrowed
	case "PriorityClass":
		return o.Object["globalDefault"] == true
	case "StorageClass", "IngressClass":
		for key, value := range o.GetAnnotations() {
			if strings.HasSuffix(key, "/is-default-class") && value == "true" {
				return true
			}
		}
	}
	return false
}

func bindsEverybody(o *unstructured.Unstructured) bool {
	subjects, _, _ := unstructured.NestedSlice(o.Object, "subjects")
	return slices.ContainsFunc(subjects, func(subject any) bool {
		fields, _ := subject.(map[string]any)
		name, _ := fields["name"].(string)
		return fields["kind"] == "Group" && Everybody(name) || fields["kind"] == "User" && name == "system:anonymous"
	})
}

// interceptsAll says whether one of the webhooks is asked about other
// namespaces too.
func interceptsAll(o *unstructured.Unstructured) bool {
	webhooks, _, _ := unstructured.NestedSlice(o.Object, "webhooks")
	return slices.ContainsFunc(webhooks, func(webhook any) bool {
		fields, _ := webhook.(map[string]any)
		selector, _ := fields["namespaceSelector"].(map[string]any)
		return len(selector) == 0
	})
}
