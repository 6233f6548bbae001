package kube

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/metadata"
)

// dependent is an object without a namespace that a namespace owns.
type dependent struct {
	schema.GroupVersionResource
	name string
	uid  types.UID
}

func (d dependent) object() Object {
	return Object{Reference: d.GroupResource().String() + "/" + d.name}
}

// owned gives the dependents of a namespace, of all kinds; only their metadata
// travel. A kind whose server does not answer has none that can be found.
func (c *Client) owned(ctx context.Context, owner types.UID) ([]dependent, error) {
	client, err := metadata.NewForConfig(c.requests)
	if err != nil {
		return nil, err
	}
	kinds, err := c.kinds(ctx, func(r metav1.APIResource) bool { return !r.Namespaced }, "list", "delete")
	if err != nil {
		return nil, err
	}
	return gather(ctx, kinds, func(ctx context.Context, r resource) (found []dependent, err error) {
		list, err := client.Resource(r.GroupVersionResource).List(ctx, metav1.ListOptions{})
		if unanswered(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, o := range list.Items {
			if slices.ContainsFunc(o.OwnerReferences, func(r metav1.OwnerReference) bool { return r.UID == owner }) {
				found = append(found, dependent{r.GroupVersionResource, o.Name, o.UID})
			}
		}
		return found, nil
	})
}

// unanswered says whether the error is that of a kind which nothing serves.
func unanswered(err error) bool {
	return apierrors.IsNotFound(err) || apierrors.IsMethodNotSupported(err) || apierrors.IsServiceUnavailable(err)
}

// kinds gives those kinds that are wanted and take some verbs; those of
// servers that do not answer are left out.
func (c *Client) kinds(ctx context.Context, wanted func(metav1.APIResource) bool, verbs ...string) ([]resource, error) {
	lists, err := c.cached.ServerPreferredResourcesWithContext(ctx)
	if err != nil && len(lists) == 0 {
		return nil, err
	}
	var found []resource
	for _, list := range discovery.FilteredBy(discovery.SupportsAllVerbs{Verbs: verbs}, lists) {
		group, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			return nil, err
		}
		for _, r := range list.APIResources {
			if wanted(r) {
				found = append(found, resource{group.WithResource(r.Name), r.Namespaced})
			}
		}
	}
	return found, nil
}

// blocking are the kinds that can keep others from being read or deleted, by
// a server of theirs that is gone.
var blocking = []string{"apiservices", "validatingwebhookconfigurations", "mutatingwebhookconfigurations"}

// removeOwned deletes the dependents of a namespace, those first that can be
// in the way of all else, and gives them back: some take their time.
func (c *Client) removeOwned(ctx context.Context, owner types.UID) ([]dependent, error) {
	c.cached.InvalidateWithContext(ctx) // a lab may have made kinds
	found, err := c.owned(ctx, owner)
	if err != nil {
		return nil, err
	}
	for _, first := range []bool{true, false} {
		some := slices.DeleteFunc(slices.Clone(found), func(d dependent) bool { return slices.Contains(blocking, d.Resource) != first })
		if _, err := gather(ctx, some, c.removeOne); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (c *Client) removeOne(ctx context.Context, d dependent) (none []dependent, err error) {
	err = c.dynamic.Resource(d.GroupVersionResource).Delete(ctx, d.name, *metav1.NewPreconditionDeleteOptions(string(d.uid)))
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) { // another one by that name is not ours
		return nil, nil
	}
	return nil, err
}

// gather asks for what each of some things has, of all at once; the order is
// none. The error is the first one.
func gather[From, To any](ctx context.Context, all []From, ask func(context.Context, From) ([]To, error)) (found []To, err error) {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, one := range all {
		group.Go(func() error {
			some, err := ask(ctx, one)
			mu.Lock()
			defer mu.Unlock()
			found = append(found, some...)
			return err
		})
	}
	err = group.Wait()
	return found, err
}
