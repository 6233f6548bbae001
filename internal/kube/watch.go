package kube

import (
	"cmp"
	"context"
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
)

// Watch calls done with an object as it is now and then with each change of
// it, nil standing for an object that is not there, until done says true.
// When the context ends first, the error is its cause; it says so if the
// API server never answered until its limit.
func (c *Client) Watch(ctx context.Context, o Object, done func(*unstructured.Unstructured) bool) error {
	resource, name, object, err := c.find(ctx, o)
	if resource == nil {
		return err
	}
	answered := false
	looked := done
	done = func(object *unstructured.Unstructured) bool {
		answered = true
		return looked(object)
	}
	if err == nil && done(object) || apierrors.IsNotFound(err) && done(nil) {
		return nil // the common case; a watch takes longer to get going
	}
	if lost := new(silentError); errors.As(err, &lost) {
		return lost
	}
	lost, err := follow(ctx, resource, name, done)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded) && !answered:
		return cmp.Or(lost, error(&silentError{server: c.Server(), err: context.Cause(ctx)}))
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return cmp.Or(lost, err)
}

// follow is the part of Watch that watches. It ends, too, when the API server
// is no longer waited for: lost is why.
func follow(ctx context.Context, resource dynamic.ResourceInterface, name string, done func(*unstructured.Unstructured) bool) (lost, err error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	absent := func(store cache.Store) (bool, error) {
		return len(store.List()) == 0 && done(nil), nil
	}
	_, err = watchtools.UntilWithSync(ctx, source(resource, name, end), &unstructured.Unstructured{}, absent, func(e watch.Event) (bool, error) {
		if e.Type == watch.Deleted {
			return done(nil), nil
		}
		object, ok := e.Object.(*unstructured.Unstructured)
		return ok && done(object), nil
	})
	if silent := new(silentError); errors.As(context.Cause(ctx), &silent) {
		lost = silent
	}
	return lost, err
}

// source lists and watches one object; an API server that is no longer waited
// for is told to lost.
func source(resource dynamic.ResourceInterface, name string, lost func(error)) *cache.ListWatch {
	selector := fields.OneTermEqualSelector("metadata.name", name).String()
	tell := func(err error) {
		if silent := new(silentError); errors.As(err, &silent) {
			lost(silent)
		}
	}
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			options.FieldSelector = selector
			list, err := resource.List(ctx, options)
			tell(err)
			return list, err
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			options.FieldSelector = selector
			changes, err := resource.Watch(ctx, options)
			tell(err)
			return changes, err
		},
	}
}

// IsNotFound says whether an error means that the object is not there.
func IsNotFound(err error) bool { return apierrors.IsNotFound(err) }
