package diagnose

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// remembering lists each kind once in a diagnosis: many causes look at the events and
// the Pods of a namespace.
type remembering struct {
	Cluster
	// lists are by kind and namespace.
	lists map[[2]string]listed
}

type listed struct {
	objects []unstructured.Unstructured
	err     error
}

// List is the cluster's.
func (r *remembering) List(ctx context.Context, kind, namespace string) ([]unstructured.Unstructured, error) {
	at := [2]string{kind, namespace}
	if _, ok := r.lists[at]; !ok {
		objects, err := r.Cluster.List(ctx, kind, namespace)
		r.lists[at] = listed{objects, err}
	}
	return r.lists[at].objects, r.lists[at].err
}
