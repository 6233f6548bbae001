package kube

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Delete removes an object and waits until it is gone. A grace period of -1
// leaves it to the object; of Now, a Pod's containers are not waited for where that
// makes no difference (removePods).
func (c *Client) Delete(ctx context.Context, o Object, graceSeconds int64) error {
	resource, name, err := c.locate(ctx, o)
	if err != nil {
		return err
	}
	options := metav1.DeleteOptions{}
	if graceSeconds >= 0 {
		options.GracePeriodSeconds = &graceSeconds
	}
	found, err := resource.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	// It may have gone by now: by an attempt whose answer was lost, for example.
	if err := resource.Delete(ctx, name, options); err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	if pod := (corev1.Pod{}); graceSeconds == Now && found.GetKind() == "Pod" && convert(found.Object, &pod) == nil {
		_, err := c.removePod(ctx, pod)
		return err
	}
	return c.stays(ctx, o, found.GetUID(), c.Watch)
}

// Now is the grace period, in seconds, of an object that need not end in order
// (kubectl delete --now).
const Now = 1

// stays waits until the object of a UID is not there any more, whatever has its name by
// then; the error is why it has to be taken for one that stays.
func (c *Client) stays(ctx context.Context, o Object, uid types.UID, follow watching) error {
	same := func(ctx context.Context, o Object, done func(*unstructured.Unstructured) bool) error {
		return follow(ctx, o, func(object *unstructured.Unstructured) bool {
			if object != nil && object.GetUID() != uid {
				object = nil
			}
			return done(object)
		})
	}
	last, err := untilGone(ctx, o, same, c.quiet)
	return stayed(o, last, err)
}

// stayed says of an object that was to go, and whose end was waited for, why it is
// still there.
func stayed(o Object, last *unstructured.Unstructured, err error) error {
	if errors.Is(err, errStays) || outOfTime(err) {
		return i18n.Errorf("%s still exists, although its deletion was requested%v", o, kept(last))
	}
	return err
}

// untilGone follows an object until it is not there any more; with an error it
// gives it as it was then. It is errStays where the object has been as it is
// for longer than quiet says.
func untilGone(ctx context.Context, o Object, follow watching, quiet func(*unstructured.Unstructured) limit.Time) (last *unstructured.Unstructured, err error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	moved := func() {}
	defer func() { moved() }()
	err = follow(ctx, o, func(object *unstructured.Unstructured) bool {
		moved()
		if last = object; object == nil {
			return true
		}
		still, cancel := limit.With(ctx, quiet(object))
		moved = cancel
		context.AfterFunc(still, func() {
			if errors.As(context.Cause(still), new(*limit.OverError)) {
				end(errStays)
			}
		})
		return false
	})
	return last, err
}

// long is longer than anything is waited for.
const long = 24 * time.Hour

// watching is Client.Watch.
type watching func(ctx context.Context, o Object, done func(*unstructured.Unstructured) bool) error

var errStays = i18n.Errorf("its deletion makes no progress")

// quiet is how long an object that is being deleted may stay as it is before
// it is taken for one that stays: for ever where Kubernetes itself has still
// something to do.
func (c *Client) quiet(object *unstructured.Unstructured) limit.Time {
	finalizers := object.GetFinalizers()
	if object.GetDeletionTimestamp() == nil || len(finalizers) == 0 || slices.ContainsFunc(finalizers, ownFinalizer) {
		return limit.Time{Duration: long}
	}
	grace := time.Duration(0)
	if seconds := object.GetDeletionGracePeriodSeconds(); seconds != nil {
		grace = time.Duration(*seconds) * time.Second
	}
	return c.machine.Time(grace + limit.Quiet)
}

// kept names the finalizers that keep an object.
func kept(object *unstructured.Unstructured) i18n.Message {
	if object == nil || len(object.GetFinalizers()) == 0 {
		return i18n.Message{}
	}
	return i18n.Text(": finalizers not removed: %s", strings.Join(object.GetFinalizers(), ", "))
}

// ownFinalizer says whether a finalizer is of Kubernetes' own controllers.
func ownFinalizer(finalizer string) bool {
	domain, _, _ := strings.Cut(finalizer, "/")
	return finalizer == metav1.FinalizerDeleteDependents || finalizer == metav1.FinalizerOrphanDependents ||
		strings.HasSuffix(domain, "k8s.io") || strings.HasSuffix(domain, "kubernetes.io")
}
