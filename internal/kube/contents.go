package kube

import (
	"context"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// Contents gives the objects that people put into a namespace, and those
// without a namespace that labs made its dependents, in a form that can be
// created anew. What controllers made, they make again.
func (c *Client) Contents(ctx context.Context, namespace string) ([]*unstructured.Unstructured, error) {
	of, err := c.ownNamespace(ctx, namespace)
	if err != nil || of == nil {
		return nil, err
	}
	owner := staying(of)
	c.forget(ctx) // a lab may have added kinds
	resources, err := c.kinds(ctx, func(r metav1.APIResource) bool { return !r.Namespaced || !slices.Contains(unkept, r.Name) }, "list")
	if err != nil {
		return nil, err
	}
	found, err := gather(ctx, resources, func(ctx context.Context, r resource) ([]*unstructured.Unstructured, error) {
		return c.contents(ctx, r, namespace, owner)
	})
	slices.SortFunc(found, func(a, b *unstructured.Unstructured) int { return strings.Compare(Reference(a), Reference(b)) })
	return found, err
}

// resource is a kind of object that the server knows.
type resource struct {
	schema.GroupVersionResource
	namespaced bool
}

// unkept are kinds that only controllers and the kubelet write.
var unkept = []string{"events", "endpoints", "endpointslices", "leases", "controllerrevisions", "podmetrics", "ipaddresses"}

func (c *Client) contents(ctx context.Context, r resource, namespace string, owner types.UID) ([]*unstructured.Unstructured, error) {
	in := namespace
	if !r.namespaced {
		in = metav1.NamespaceAll
	}
	list, err := c.dynamic.Resource(r.GroupVersionResource).Namespace(in).List(ctx, metav1.ListOptions{})
	if unanswered(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []*unstructured.Unstructured
	for i := range list.Items {
		if o := &list.Items[i]; r.namespaced && ownedByNobody(o) || !r.namespaced && ownedBy(o, owner) {
			found = append(found, clean(o))
		}
	}
	return found, nil
}

// defaults are what controllers put into every namespace.
var defaults = []string{"serviceaccount/default", "configmap/kube-root-ca.crt"}

func ownedByNobody(o *unstructured.Unstructured) bool {
	return metav1.GetControllerOf(o) == nil && !slices.Contains(defaults, Reference(o)) && o.GetDeletionTimestamp() == nil
}

// clean takes away what the server and the controllers filled in, as far as
// it would keep the object from being created again.
func clean(o *unstructured.Unstructured) *unstructured.Unstructured {
	for _, field := range []string{"managedFields", "uid", "resourceVersion", "creationTimestamp", "generation", "ownerReferences", "selfLink"} {
		unstructured.RemoveNestedField(o.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(o.Object, "status")
	for _, field := range []string{"nodeName", "clusterIP", "clusterIPs"} {
		unstructured.RemoveNestedField(o.Object, "spec", field)
	}
	if o.GetKind() == "Pod" {
		withoutToken(o)
	}
	return o
}

// tokenVolume begins the name of the volume that the ServiceAccount admission
// plugin adds to a Pod.
const tokenVolume = "kube-api-access-"

func withoutToken(pod *unstructured.Unstructured) {
	prune(pod.Object, "spec", "volumes")
	for _, kind := range []string{"containers", "initContainers"} {
		containers, found, _ := unstructured.NestedSlice(pod.Object, "spec", kind)
		for _, container := range containers {
			if fields, ok := container.(map[string]any); ok {
				prune(fields, "volumeMounts")
			}
		}
		if found {
			_ = unstructured.SetNestedSlice(pod.Object, containers, "spec", kind)
		}
	}
}

func prune(fields map[string]any, path ...string) {
	items, found, _ := unstructured.NestedSlice(fields, path...)
	if !found {
		return
	}
	items = slices.DeleteFunc(items, func(item any) bool {
		m, _ := item.(map[string]any)
		name, _ := m["name"].(string)
		return strings.HasPrefix(name, tokenVolume)
	})
	if len(items) == 0 {
		unstructured.RemoveNestedField(fields, path...)
		return
	}
	_ = unstructured.SetNestedSlice(fields, items, path...)
}
