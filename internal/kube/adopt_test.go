package kube

import (
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestWhatACommandMadeOutsideOfNamespacesIsAdopted(t *testing.T) {
	for name, test := range map[string]struct {
		reference, there string
		want             []string
	}{
		"of nobody":        {"clusterrole.rbac.authorization.k8s.io/reader", role + `,"uid":"r1"}}`, []string{"PATCH " + rolePath + ` {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"Namespace","name":"one-x","uid":"n1"}],"uid":"r1"}}`}},
		"of somebody":      {"clusterrole.rbac.authorization.k8s.io/reader", role + owned + "}}", nil},
		"gone":             {"clusterrole/other", "{}", nil},
		"in the namespace": {"pod/web", "{}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{namespacePath: ours, rolePath: test.there})
			testkit.Must(t, c.Adopt(t.Context(), "one-x", test.reference))
			testkit.Equal(t, a.changed(), test.want)
		})
	}
}
