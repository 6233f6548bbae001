package kube

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// Recreate puts objects into a namespace as they are written, in the place of
// those of the same names: a Pod, say, cannot be changed into another.
func (c *Client) Recreate(ctx context.Context, namespace string, objects []*unstructured.Unstructured) error {
	for _, object := range objects {
		if err := c.recreate(ctx, namespace, object); err != nil {
			return i18n.Errorf("%s: %w", Reference(object), err)
		}
	}
	return nil
}

func (c *Client) recreate(ctx context.Context, namespace string, object *unstructured.Unstructured) error {
	mapping, err := c.mapping(ctx, object)
	if err != nil {
		return err
	}
	o := Object{Reference(object), namespace}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		err = c.adopt(ctx, namespace, mapping, object)
	} else {
		object.SetNamespace(namespace)
	}
	if err != nil {
		return err
	}
	if err := c.Delete(ctx, o, 1); err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	tried, lost := unsure(ctx)
	_, err = c.resource(mapping, namespace).Create(tried, object, metav1.CreateOptions{FieldManager: fieldManager})
	if apierrors.IsAlreadyExists(err) && lost.Load() {
		return nil
	}
	return err
}
