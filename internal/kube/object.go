package kube

import (
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/jsonpath"

	"labs.local/labs/internal/i18n"
)

// Object names one object: KIND/NAME, as kubectl takes it, in a namespace
// that counts only where the kind has namespaces.
type Object struct{ Reference, Namespace string }

func (o Object) String() string { return o.Reference }

// locate gives the client for an object's resource, and the object's name.
func (c *Client) locate(ctx context.Context, o Object) (dynamic.ResourceInterface, string, error) {
	kind, name, ok := strings.Cut(o.Reference, "/")
	if !ok || kind == "" || name == "" {
		return nil, "", i18n.Errorf("%q is not of the form KIND/NAME, such as pod/web", o.Reference)
	}
	resource, group := schema.ParseResourceArg(strings.ToLower(kind))
	if resource == nil {
		resource = &schema.GroupVersionResource{Group: group.Group, Resource: group.Resource}
	}
	gvk, err := c.mapper.KindForWithContext(ctx, *resource)
	if err != nil {
		return nil, "", i18n.Errorf("the cluster knows no kind %q: %w", kind, err)
	}
	mapping, err := c.mapper.RESTMappingWithContext(ctx, gvk.GroupKind(), gvk.Version)
	if err != nil {
		return nil, "", err
	}
	return c.resource(mapping, o.Namespace), name, nil
}

func (c *Client) resource(mapping *meta.RESTMapping, namespace string) dynamic.ResourceInterface {
	resource := c.dynamic.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		return resource.Namespace(namespace)
	}
	return resource
}

// Get reads an object.
func (c *Client) Get(ctx context.Context, o Object) (*unstructured.Unstructured, error) {
	resource, name, err := c.locate(ctx, o)
	if err != nil {
		return nil, err
	}
	return resource.Get(ctx, name, metav1.GetOptions{})
}

// Field reads a value of an object by a template such as "{.status.podIP}".
// A value that is not there is an error.
func (c *Client) Field(ctx context.Context, o Object, template string) (string, error) {
	object, err := c.current(ctx, o, template)
	if err != nil {
		return "", err
	}
	path := jsonpath.New(o.Reference)
	if err := path.Parse(template); err != nil {
		return "", i18n.Errorf("JSONPath %q: %w", template, err)
	}
	var text strings.Builder
	if err := path.Execute(&text, object.Object); err != nil {
		return "", i18n.Errorf("%s has no %s: %w", o, template, err)
	}
	return text.String(), nil
}
