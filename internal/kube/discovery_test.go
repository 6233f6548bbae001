package kube

// knownKinds is what the server says of its kinds.
var knownKinds = map[string]string{
	"/version": `{"gitVersion": "v1.37.2"}`,
	"/api":     `{"kind": "APIVersions", "versions": ["v1"]}`,
	"/apis": `{"kind": "APIGroupList", "groups": [{"name": "rbac.authorization.k8s.io", "versions": [{"groupVersion": "rbac.authorization.k8s.io/v1", "version": "v1"}],
		"preferredVersion": {"groupVersion": "rbac.authorization.k8s.io/v1", "version": "v1"}},
		{"name": "admissionregistration.k8s.io", "versions": [{"groupVersion": "admissionregistration.k8s.io/v1", "version": "v1"}], "preferredVersion": {"groupVersion": "admissionregistration.k8s.io/v1", "version": "v1"}}]}`,
	"/api/v1": `{"kind": "APIResourceList", "groupVersion": "v1", "resources": [
		{"name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod", "shortNames": ["po"], "verbs": ["get", "list", "deletecollection"]},
		{"name": "serviceaccounts", "singularName": "serviceaccount", "namespaced": true, "kind": "ServiceAccount", "verbs": ["get", "list", "deletecollection"]},
		{"name": "configmaps", "singularName": "configmap", "namespaced": true, "kind": "ConfigMap", "verbs": ["get", "list", "deletecollection"]},
		{"name": "namespaces", "singularName": "namespace", "namespaced": false, "kind": "Namespace", "verbs": ["get"]}]}`,
	"/apis/rbac.authorization.k8s.io/v1": `{"kind": "APIResourceList", "groupVersion": "rbac.authorization.k8s.io/v1", "resources": [
		{"name": "clusterroles", "singularName": "clusterrole", "namespaced": false, "kind": "ClusterRole", "verbs": ["get", "list", "create", "delete"]}]}`,
	"/apis/admissionregistration.k8s.io/v1": `{"kind": "APIResourceList", "groupVersion": "admissionregistration.k8s.io/v1", "resources": [
		{"name": "validatingwebhookconfigurations", "singularName": "validatingwebhookconfiguration", "namespaced": false, "kind": "ValidatingWebhookConfiguration", "verbs": ["get", "list", "create", "delete"]}]}`,
}

// silentGroup is one more group among the others, whose server does not answer.
const silentGroup = `"groups": [{"name": "silent.example.com", "versions": [{"groupVersion": "silent.example.com/v1", "version": "v1"}],
	"preferredVersion": {"groupVersion": "silent.example.com/v1", "version": "v1"}}, `
