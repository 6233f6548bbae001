package kube

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"labs.local/labs/internal/i18n"
)

// Apply puts a manifest's objects into a namespace by server-side apply
// (KEP-555) and gives their names, KIND/NAME. An object without a namespace
// of its own, such as a ClusterRoleBinding, becomes the namespace's dependent,
// so that Kubernetes collects it when the namespace is gone. An object whose
// name the server makes is created.
func (c *Client) Apply(ctx context.Context, namespace string, manifest []byte) ([]string, error) {
	objects, err := Decode(manifest)
	if err != nil {
		return nil, err
	}
	if len(objects) == 0 {
		return nil, i18n.Errorf("it contains no object")
	}
	var names []string
	for _, object := range objects {
		if err := c.applyObject(ctx, namespace, object); err != nil {
			return names, i18n.Errorf("%s: %w", Reference(object), err)
		}
		names = append(names, Reference(object))
	}
	return names, nil
}

func (c *Client) applyObject(ctx context.Context, namespace string, object *unstructured.Unstructured) error {
	leaveOut(ctx, object)
	return c.served(ctx, object, func(mapping *meta.RESTMapping) error {
		resource := c.resource(mapping, namespace)
		if mapping.Scope.Name() == meta.RESTScopeNameRoot {
			return c.claim(ctx, namespace, resource, object)
		}
		if own := object.GetNamespace(); own != "" && own != namespace {
			return i18n.Errorf("uses namespace %q, but a lab can only change its own namespace, %q", own, namespace)
		}
		if object.GetName() == "" {
			made, err := resource.Create(ctx, object, metav1.CreateOptions{FieldManager: fieldManager})
			if err == nil {
				object.SetName(made.GetName())
			}
			return rejected(err)
		}
		_, err := resource.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
		return rejected(err)
	})
}

// leaveOut takes out of an object what only the API server writes, as it
// stands in what kubectl get prints, and says so.
func leaveOut(ctx context.Context, object *unstructured.Unstructured) {
	metadata, _ := object.Object["metadata"].(map[string]any)
	var gone []string
	for _, field := range []string{"managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "selfLink"} {
		if metadata[field] != nil {
			gone = append(gone, "metadata."+field)
		}
		delete(metadata, field)
	}
	if gone != nil {
		warn(ctx, Reference(object)+": left out "+strings.Join(gone, ", ")+", which only the API server sets")
	}
}

// RejectedError is an object that the API server does not take as it is.
type RejectedError struct{ Err error }

func (e *RejectedError) Error() string { return e.Err.Error() }

// Localized says what the API server said.
func (e *RejectedError) Localized() i18n.Message { return i18n.Text("%v", e.Err) }

func (e *RejectedError) Unwrap() error { return e.Err }

// rejected tells the API server's answers that are about the object from
// those that are about the server itself. It goes by the code (API conventions,
// "HTTP status codes"): an admission webhook may give any reason.
func rejected(err error) error {
	status := apierrors.APIStatus(nil)
	if !errors.As(err, &status) {
		return err
	}
	switch status.Status().Code {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity:
		return &RejectedError{err}
	}
	return err
}

// Reference names an object as KIND/NAME.
func Reference(object *unstructured.Unstructured) string {
	return strings.ToLower(object.GetKind()) + "/" + cmp.Or(object.GetName(), object.GetGenerateName())
}

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
