package kube

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"labs.local/labs/internal/i18n"
)

// Recreate puts objects into a namespace as they are written, in the place of
// those of the same names: a Pod, for example, cannot be changed into another.
func (c *Client) Recreate(ctx context.Context, namespace string, objects []*unstructured.Unstructured) error {
	for _, object := range objects {
		if err := c.recreate(ctx, namespace, object); err != nil {
			return i18n.Errorf("%s: %w", Reference(object), err)
		}
	}
	return nil
}

func (c *Client) recreate(ctx context.Context, namespace string, object *unstructured.Unstructured) error {
	return c.served(ctx, object, func(mapping *meta.RESTMapping) error {
		resource := c.resource(mapping, namespace)
		if mapping.Scope.Name() == meta.RESTScopeNameRoot {
			if err := c.removeOwn(ctx, namespace, resource, object); err != nil {
				return err
			}
			return c.claim(ctx, namespace, resource, object)
		}
		object.SetNamespace(namespace)
		for try := 1; ; try++ {
			if err := c.Delete(ctx, Object{Reference(object), namespace}, 1); err != nil && !apierrors.IsNotFound(err) {
				return err
			}
			// An attempt whose answer was lost may have made it.
			if _, err := resource.Create(ctx, object, metav1.CreateOptions{FieldManager: fieldManager}); !apierrors.IsAlreadyExists(err) || try == 2 {
				return err
			}
		}
	})
}

// removeOwn deletes the namespace's dependent of an object's name, and no other.
func (c *Client) removeOwn(ctx context.Context, namespace string, resource dynamic.ResourceInterface, object *unstructured.Unstructured) error {
	owner, err := c.own(ctx, namespace, object)
	if err != nil {
		return err
	}
	found, err := resource.Get(ctx, object.GetName(), metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && !ownedBy(found, owner) {
		return nil // claim says what is to be said
	}
	if err == nil {
		err = resource.Delete(ctx, object.GetName(), *metav1.NewPreconditionDeleteOptions(string(found.GetUID())))
	}
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	return c.Watch(ctx, Object{Reference: Reference(object)}, func(o *unstructured.Unstructured) bool { return o == nil })
}
