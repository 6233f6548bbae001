package kube

import (
	"context"
	"encoding/json"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// Adopt makes an object that a command of the lab has just created outside of
// all namespaces, KIND/NAME, a dependent of the lab's namespace, so that it
// goes with it. One that has an owner, or a namespace, stays as it is.
func (c *Client) Adopt(ctx context.Context, namespace, reference string) error {
	kind, name, _ := strings.Cut(reference, "/")
	mapping, err := c.locateMapping(ctx, strings.ToLower(kind))
	if err != nil || mapping.Scope.Name() != meta.RESTScopeNameRoot {
		return err
	}
	found, err := c.resource(mapping, "").Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && len(found.GetOwnerReferences()) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	owned := &unstructured.Unstructured{}
	owned.SetGroupVersionKind(found.GroupVersionKind())
	owned.SetUID(found.GetUID()) // and no other of its name
	if _, err := c.own(ctx, namespace, owned); err != nil {
		return err
	}
	patch, err := json.Marshal(owned.Object)
	if err != nil {
		return err
	}
	_, err = c.resource(mapping, "").Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: fieldManager})
	return err
}
