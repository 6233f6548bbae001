package kube

import (
	"net/http"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// connecting are subresources by which a request acts, whatever its method.
var connecting = []string{"attach", "exec", "portforward", "proxy"}

// changed gives the path of what a request changes: of an object outside of
// namespaces, or of the namespace that it is in. It is "" where nothing is
// changed, or where something new is made outside of namespaces.
func changed(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/") // "", "api", "v1" or "", "apis", GROUP, VERSION
	head := 3
	if len(parts) > 1 && parts[1] == "apis" {
		head = 4
	}
	if len(parts) <= head || parts[1] == "apis" && (parts[2] == "authentication.k8s.io" || parts[2] == "authorization.k8s.io") {
		return ""
	}
	object, scope := parts[head:], parts[head:min(len(parts), head+2)]
	if object[0] == "namespaces" && len(object) > 3 {
		object = object[2:]
	}
	reads := r.Method == http.MethodGet && !(len(object) > 2 && slices.Contains(connecting, object[2]))
	makes := r.Method == http.MethodPost && len(scope) == 1
	if reads || makes || slices.Contains(r.URL.Query()["dryRun"], metav1.DryRunAll) {
		return ""
	}
	return strings.Join(append(parts[:head:head], scope...), "/")
}
