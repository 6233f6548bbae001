package kube

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"

	"labs.local/labs/internal/i18n"
)

// Apply puts a manifest's objects into a namespace by server-side apply
// (KEP-555) and gives their names, KIND/NAME. An object without a namespace
// of its own, such as a ClusterRoleBinding, becomes the namespace's dependent,
// so that Kubernetes collects it when the namespace is gone.
func (c *Client) Apply(ctx context.Context, namespace string, manifest []byte) ([]string, error) {
	objects, err := Decode(manifest)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, object := range objects {
		name := Reference(object)
		if err := c.applyObject(ctx, namespace, object); err != nil {
			return names, i18n.Errorf("%s: %w", name, err)
		}
		names = append(names, name)
	}
	return names, nil
}

func (c *Client) applyObject(ctx context.Context, namespace string, object *unstructured.Unstructured) error {
	mapping, err := c.mapping(ctx, object)
	if err != nil {
		return err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		err = c.adopt(ctx, namespace, mapping, object)
	} else if own := object.GetNamespace(); own != "" && own != namespace {
		err = i18n.Errorf("names the namespace %q, but a lab only changes its own, %q", own, namespace)
	}
	if err != nil {
		return err
	}
	_, err = c.resource(mapping, namespace).Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	return rejected(err)
}

// RejectedError is an object that the API server does not take as it is.
type RejectedError struct{ Err error }

func (e *RejectedError) Error() string { return e.Err.Error() }

// Localized says what the API server said.
func (e *RejectedError) Localized() i18n.Message { return i18n.Text("%v", e.Err) }

func (e *RejectedError) Unwrap() error { return e.Err }

// rejected tells the API server's answers that are about the object from
// those that are about the server itself (API conventions, "reason").
func rejected(err error) error {
	switch apierrors.ReasonForError(err) {
	case metav1.StatusReasonInvalid, metav1.StatusReasonBadRequest, metav1.StatusReasonForbidden, metav1.StatusReasonConflict:
		return &RejectedError{err}
	}
	return err
}

// adopt makes a cluster-scoped object the namespace's dependent. One that is
// there already, and is not, belongs to somebody else.
func (c *Client) adopt(ctx context.Context, namespace string, mapping *meta.RESTMapping, object *unstructured.Unstructured) error {
	owner, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	if err != nil {
		return err
	}
	object.SetOwnerReferences([]metav1.OwnerReference{{APIVersion: "v1", Kind: "Namespace", Name: namespace, UID: owner.UID}})
	found, err := c.resource(mapping, "").Get(ctx, object.GetName(), metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if !ownedBy(found, namespace) {
		return i18n.Errorf("exists already and was not made by this lab; it is left alone")
	}
	return nil
}

// Decode reads the objects of a manifest, YAML or JSON; with an error, those
// before it.
func Decode(manifest []byte) ([]*unstructured.Unstructured, error) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(manifest), 4096)
	var objects []*unstructured.Unstructured
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(&object.Object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return objects, err
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}

// Reference names an object as KIND/NAME.
func Reference(object *unstructured.Unstructured) string {
	return strings.ToLower(object.GetKind()) + "/" + object.GetName()
}
