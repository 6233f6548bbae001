package kube

import (
	"context"
	"errors"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// mapping finds the resource of an object.
func (c *Client) mapping(ctx context.Context, o *unstructured.Unstructured) (*meta.RESTMapping, error) {
	gvk := o.GroupVersionKind()
	return known(ctx, c, kindName{gvk.Group, gvk.Kind}, func(ctx context.Context) (*meta.RESTMapping, error) {
		return c.mapper.RESTMappingWithContext(ctx, gvk.GroupKind(), gvk.Version)
	})
}

// locateMapping finds the resource that a name stands for, such as "po",
// "role.rbac.authorization.k8s.io" or "pods.v1.".
func (c *Client) locateMapping(ctx context.Context, name string) (*meta.RESTMapping, error) {
	resource, group := schema.ParseResourceArg(name)
	asked := []schema.GroupVersionResource{{Group: group.Group, Resource: group.Resource}}
	if resource != nil {
		asked = append(asked, *resource)
	}
	return known(ctx, c, kindName{group.Group, group.Resource}, func(ctx context.Context) (found *meta.RESTMapping, err error) {
		for _, resource := range asked {
			var gvk schema.GroupVersionKind
			if gvk, err = c.mapper.KindForWithContext(ctx, resource); err == nil {
				return c.mapper.RESTMappingWithContext(ctx, gvk.GroupKind(), gvk.Version)
			}
		}
		return nil, err
	})
}

// forget has the server asked anew for its kinds.
func (c *Client) forget(ctx context.Context) { meta.MaybeResetRESTMapperWithContext(ctx, c.mapper) }

// known asks for a kind again where the server did not know it, which may be
// new, and waits while something is there that will serve it.
func known(ctx context.Context, c *Client, of kindName, find func(context.Context) (*meta.RESTMapping, error)) (*meta.RESTMapping, error) {
	found, err := find(ctx)
	if !meta.IsNoMatchError(err) {
		return found, err
	}
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		c.forget(ctx)
		found, missing := find(ctx)
		if !meta.IsNoMatchError(missing) && ctx.Err() == nil {
			return found, missing
		}
		server := c.announced(ctx, of)
		if server == "" && ctx.Err() == nil {
			return nil, err
		}
		if sleep(ctx, pause); ctx.Err() != nil {
			return nil, i18n.Errorf("%w: %s exists, but the API server does not serve it yet: %w", err, server, context.Cause(ctx))
		}
	}
}

// bounded limits the time of a wait for what Kubernetes is about to do.
func (c *Client) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return limit.With(ctx, c.machine.Time(limit.Wait))
}

// kindName is a kind as somebody asks for it; the group may be left out where
// the name is that of a resource.
type kindName struct{ group, name string }

// announced names the CustomResourceDefinition or the APIService that a kind
// would come from, or "".
func (c *Client) announced(ctx context.Context, of kindName) string {
	for _, definition := range c.all(ctx, "apiextensions.k8s.io", "customresourcedefinitions") {
		if of.definedBy(definition.Object) && definition.GetDeletionTimestamp() == nil {
			return "customresourcedefinition/" + definition.GetName()
		}
	}
	for _, service := range c.all(ctx, "apiregistration.k8s.io", "apiservices") {
		group, _, _ := unstructured.NestedString(service.Object, "spec", "group")
		if _, remote, _ := unstructured.NestedMap(service.Object, "spec", "service"); remote && group == of.group && group != "" {
			return "apiservice/" + service.GetName()
		}
	}
	return ""
}

func (c *Client) all(ctx context.Context, group, resource string) []unstructured.Unstructured {
	list, err := c.dynamic.Resource(schema.GroupVersionResource{Group: group, Version: "v1", Resource: resource}).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil // it is not known then that there is one
	}
	return list.Items
}

// definedBy says whether the names of a CustomResourceDefinition are those of
// a kind.
func (k kindName) definedBy(definition map[string]any) bool {
	group, _, _ := unstructured.NestedString(definition, "spec", "group")
	names, _, _ := unstructured.NestedMap(definition, "spec", "names")
	short, _, _ := unstructured.NestedStringSlice(names, "shortNames")
	kind, _ := names["kind"].(string)
	plural, _ := names["plural"].(string)
	singular, _ := names["singular"].(string)
	return (group == k.group || k.group == "") && slices.Contains(append(short, kind, plural, singular), k.name)
}

// unserved says whether the server does not know the resource that it was
// asked about, which is not that an object is not there.
func unserved(err error) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) || status.Status().Details == nil {
		return false
	}
	return slices.ContainsFunc(status.Status().Details.Causes, func(cause metav1.StatusCause) bool {
		return cause.Type == metav1.CauseTypeUnexpectedServerResponse
	})
}

// served does something with the resource of an object. Where the server does
// not know it any more, or not yet, it is looked for again.
func (c *Client) served(ctx context.Context, object *unstructured.Unstructured, do func(*meta.RESTMapping) error) error {
	limited, cancel := c.bounded(ctx)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		mapping, err := c.mapping(ctx, object)
		if err != nil {
			return err
		}
		if err = do(mapping); !unserved(err) {
			return err
		}
		c.forget(ctx)
		if sleep(limited, pause); limited.Err() != nil {
			return i18n.Errorf("%w: %w", err, context.Cause(limited))
		}
	}
}
