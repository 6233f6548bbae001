package kube

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/tools/cache"
)

// clusterScoped are the kinds without a namespace that are watched: checks look at what they allow.
var clusterScoped = []string{"clusterroles", "clusterrolebindings"}

// Changes calls changed after each change of an object in a namespace, of the
// namespace itself and of the kinds without a namespace that matter to labs,
// until the context ends. An error of a watch, which goes on by itself, is
// given to it too; otherwise that is nil. Only the objects' metadata travel.
func (c *Client) Changes(ctx context.Context, namespace string, changed func(error)) error {
	client, err := metadata.NewForConfig(c.requests)
	if err != nil {
		return err
	}
	resources, err := c.kinds(ctx, func(r metav1.APIResource) bool {
		return r.Namespaced && !slices.Contains(unkept, r.Name) || slices.Contains(clusterScoped, r.Name)
	}, "watch")
	if err != nil {
		return err
	}
	resources = append(resources, resource{GroupVersionResource: schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}})
	for _, r := range resources {
		in, only := namespace, func(*metav1.ListOptions) {}
		if !r.namespaced {
			in = metav1.NamespaceAll
		}
		if r.Resource == "namespaces" {
			only = func(o *metav1.ListOptions) {
				o.FieldSelector = fields.OneTermEqualSelector("metadata.name", namespace).String()
			}
		}
		informer := metadatainformer.NewFilteredMetadataInformer(client, r.GroupVersionResource, in, 0, cache.Indexers{}, only).Informer()
		if err := listen(informer, changed); err != nil {
			return err
		}
		go informer.RunWithContext(ctx)
	}
	return nil
}

func listen(informer cache.SharedIndexInformer, changed func(error)) error {
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
		AddFunc: func(_ any, first bool) {
			if !first {
				changed(nil)
			}
		},
		UpdateFunc: func(any, any) { changed(nil) },
		DeleteFunc: func(any) { changed(nil) },
	})
	if err != nil {
		return err
	}
	return informer.SetWatchErrorHandlerWithContext(func(ctx context.Context, _ *cache.Reflector, err error) {
		if ctx.Err() == nil {
			changed(err)
		}
	})
}
