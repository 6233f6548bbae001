package schedule

import (
	"io/fs"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/lab"
)

// clusterScoped are the kinds of Kubernetes whose objects lie in no namespace.
var clusterScoped = []string{
	"apiservice", "certificatesigningrequest", "clusterrole", "clusterrolebinding", "clustertrustbundle", "csidriver", "csinode",
	"customresourcedefinition", "deviceclass", "devicetaintrule", "flowschema", "ingressclass", "ipaddress", "mutatingadmissionpolicy",
	"mutatingadmissionpolicybinding", "mutatingwebhookconfiguration", "namespace", "node", "persistentvolume", "priorityclass",
	"prioritylevelconfiguration", "resourceslice", "runtimeclass", "servicecidr", "storageclass", "storageversion",
	"storageversionmigration", "validatingadmissionpolicy", "validatingadmissionpolicybinding", "validatingwebhookconfiguration",
	"volumeattachment", "volumeattributesclass",
}

// shortNames are other names that kubectl takes for kinds without a namespace, and for those that run Pods.
var shortNames = map[string]string{
	"ns": "namespace", "no": "node", "pv": "persistentvolume", "pc": "priorityclass", "sc": "storageclass", "csr": "certificatesigningrequest",
	"crd": "customresourcedefinition", "crds": "customresourcedefinition",
	"po": "pod", "deploy": "deployment", "rs": "replicaset", "sts": "statefulset", "ds": "daemonset", "rc": "replicationcontroller", "cj": "cronjob",
}

// kindOf gives the kind, in lower case, that kubectl takes a word for, such as
// "clusterroles.rbac.authorization.k8s.io".
func kindOf(word string) string {
	kind, _, _ := strings.Cut(strings.ToLower(word), ".")
	if full, ok := shortNames[kind]; ok {
		return full
	}
	for _, plural := range [][2]string{{"classes", "class"}, {"s", ""}} {
		if singular, ok := strings.CutSuffix(kind, plural[0]); ok && !slices.Contains(clusterScoped, kind) {
			return singular + plural[1]
		}
	}
	return kind
}

// split gives the kind and the name of KIND/NAME.
func split(object string) (kind, name string) {
	kind, name, _ = strings.Cut(object, "/")
	return kindOf(kind), name
}

// customKinds gives the kinds without a namespace that the course's CustomResourceDefinitions define, in lower case.
func customKinds(course *lab.Course) map[string]bool {
	found := map[string]bool{}
	for _, folder := range []string{"manifests", "labs"} {
		_ = fs.WalkDir(course.Files, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() || !lab.IsManifest(name) {
				return nil
			}
			if text, err := fs.ReadFile(course.Files, name); err == nil && strings.Contains(string(text), "CustomResourceDefinition") {
				define(found, text)
			}
			return nil
		})
	}
	return found
}

func define(found map[string]bool, text []byte) {
	for _, o := range decode(text) {
		scope, _, _ := unstructured.NestedString(o.Object, "spec", "scope")
		kind, _, _ := unstructured.NestedString(o.Object, "spec", "names", "kind")
		if o.GetKind() == "CustomResourceDefinition" && scope == "Cluster" {
			found[strings.ToLower(kind)] = true
		}
	}
}

// ClusterScopedWord says whether kubectl takes a word for a kind of Kubernetes whose objects lie in no namespace.
func ClusterScopedWord(word string) bool { return slices.Contains(clusterScoped, kindOf(word)) }

// everybody are the groups that somebody of another lab belongs to, too.
var everybody = []string{"system:serviceaccounts", "system:authenticated", "system:unauthenticated"}

// Everybody says whether a group has members outside of the lab.
func Everybody(group string) bool { return slices.Contains(everybody, group) }

// forAll says whether an object changes something for all that runs in the cluster.
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

// interceptsAll says whether one of the webhooks is asked about other namespaces too.
func interceptsAll(o *unstructured.Unstructured) bool {
	webhooks, _, _ := unstructured.NestedSlice(o.Object, "webhooks")
	return slices.ContainsFunc(webhooks, func(webhook any) bool {
		fields, _ := webhook.(map[string]any)
		selector, _ := fields["namespaceSelector"].(map[string]any)
		return len(selector) == 0
	})
}
