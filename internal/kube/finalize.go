package kube

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"

	"labs.local/labs/internal/limit"
)

// finalize does for a namespace that is being deleted what the namespace
// controller of Kubernetes does too, but not before five seconds are over
// (namespaceDeletionGracePeriod, for clusters of several API servers): it
// deletes all that is in the namespace, sees that nothing is left, and only
// then takes the namespace's own finalizer away. Pods go first: what runs in
// them may make more. A kind that was empty is not asked for again: nothing new
// is admitted to a namespace that is being deleted (admission plugin
// NamespaceLifecycle). What it could not do is the controller's.
func (c *Client) finalize(ctx context.Context, namespace string) error {
	if err := c.removePods(ctx, namespace); err != nil {
		return err
	}
	end := time.Now().Add(c.machine.Of(limit.Ready))
	for {
		left, known, err := c.empty(ctx, namespace)
		switch {
		case err != nil || left:
			return err
		case known:
			return c.release(ctx, namespace)
		}
		if sleep(ctx, longestPause); ctx.Err() != nil || time.Now().After(end) {
			return ctx.Err()
		}
	}
}

// empty deletes what is in a namespace, and says whether something is left;
// known is false where a server does not answer, which may go on for a moment
// after its APIService is gone: nobody knows what it has.
func (c *Client) empty(ctx context.Context, namespace string) (left, known bool, err error) {
	kinds, known, err := c.deletable(ctx, namespace)
	if err != nil {
		return false, false, err
	}
	full, err := gather(ctx, kinds, filled)
	if err != nil {
		return false, false, err
	}
	if _, err := gather(ctx, full, removeAll); err != nil {
		return false, false, err
	}
	rest, err := gather(ctx, full, filled)
	return len(rest) > 0, known, err
}

// release takes the finalizers of a namespace away, if it is still the one
// that is being deleted: its resource version goes along.
func (c *Client) release(ctx context.Context, namespace string) error {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	if err != nil || found.DeletionTimestamp == nil {
		return err
	}
	found.Spec.Finalizers = nil
	_, err = c.typed.CoreV1().Namespaces().Finalize(ctx, found, metav1.UpdateOptions{})
	return err
}

// deletable gives the collections of a namespace. The server is asked for its
// kinds anew, as a lab may have added some; known says that all of them answer.
func (c *Client) deletable(ctx context.Context, namespace string) (found []dynamic.ResourceInterface, known bool, err error) {
	lists, err := discovery.ServerPreferredNamespacedResourcesWithContext(ctx, c.typed.Discovery())
	known = err == nil
	if err != nil && !discovery.IsGroupDiscoveryFailedError(err) {
		return nil, false, err
	}
	kinds, err := discovery.GroupVersionResources(discovery.FilteredBy(discovery.SupportsAllVerbs{Verbs: []string{"list", "deletecollection"}}, lists))
	if err != nil {
		return nil, false, err
	}
	for kind := range kinds {
		if kind.Group == "events.k8s.io" {
			continue // the same as the events of the core
		}
		found = append(found, c.dynamic.Resource(kind).Namespace(namespace))
	}
	return found, known, nil
}

// filled gives a collection back that has something in it.
func filled(ctx context.Context, collection dynamic.ResourceInterface) ([]dynamic.ResourceInterface, error) {
	list, err := collection.List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil || len(list.Items) == 0 {
		return nil, err
	}
	return []dynamic.ResourceInterface{collection}, nil
}

// removeAll leaves containers a second to end.
func removeAll(ctx context.Context, collection dynamic.ResourceInterface) (none []dynamic.ResourceInterface, err error) {
	grace := int64(1)
	return nil, collection.DeleteCollection(ctx, metav1.DeleteOptions{GracePeriodSeconds: &grace}, metav1.ListOptions{})
}
