package kube

import (
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/jsonpath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Object names one object: KIND/NAME, as kubectl takes it, in a namespace
// that counts only where the kind has namespaces.
type Object struct{ Reference, Namespace string }

func (o Object) String() string { return o.Reference }

// locate gives the client for an object's resource, and the object's name.
func (c *Client) locate(ctx context.Context, o Object) (dynamic.ResourceInterface, string, error) {
	kind, name, ok := strings.Cut(o.Reference, "/")
	if !ok || kind == "" || name == "" {
		return nil, "", i18n.Errorf("%q is not of the form KIND/NAME, for example pod/web", o.Reference)
	}
	mapping, err := c.locateMapping(ctx, strings.ToLower(kind))
	if meta.IsNoMatchError(err) {
		return nil, "", i18n.Errorf("the cluster has no resource type %q: %w", kind, err)
	}
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
	_, _, object, err := c.find(ctx, o)
	return object, err
}

// find reads an object, and gives the client for its resource and its name
// where there is such a resource. One that the server does not know any more is
// looked for once more: its definition may be another one now.
func (c *Client) find(ctx context.Context, o Object) (dynamic.ResourceInterface, string, *unstructured.Unstructured, error) {
	resource, name, err := c.locate(ctx, o)
	if err != nil {
		return nil, "", nil, err
	}
	object, err := resource.Get(ctx, name, metav1.GetOptions{})
	if !unserved(err) {
		return resource, name, object, err
	}
	c.forget(ctx)
	if other, _, lost := c.locate(ctx, o); lost == nil {
		resource = other
		object, err = resource.Get(ctx, name, metav1.GetOptions{})
	}
	return resource, name, object, err
}

// Field reads a value of an object by a template such as "{.status.podIP}".
// A value that is not there is an error.
func (c *Client) Field(ctx context.Context, o Object, template string) (string, error) {
	object, err := c.current(ctx, o, template)
	if err != nil {
		return "", err
	}
	return evaluate(o.Reference, template, object.Object)
}

// Fields reads a value of the objects of a kind, as a list with the field items.
func (c *Client) Fields(ctx context.Context, namespace string, of *lab.Objects, template string) (string, error) {
	items, err := c.Select(ctx, namespace, of)
	if err != nil {
		return "", err
	}
	return evaluate(of.String(), template, map[string]any{"items": items})
}

func evaluate(name, template string, tree any) (string, error) {
	path := jsonpath.New(name)
	if err := path.Parse(template); err != nil {
		return "", i18n.Errorf("JSONPath %q: %w", template, err)
	}
	var text strings.Builder
	if err := path.Execute(&text, tree); err != nil {
		return "", i18n.Errorf("%s has no %s: %w", name, template, err)
	}
	return text.String(), nil
}
