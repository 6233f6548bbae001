package kube

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Delete removes an object and waits until it is gone. A grace period of -1
// leaves it to the object.
func (c *Client) Delete(ctx context.Context, o Object, graceSeconds int64) error {
	resource, name, err := c.locate(ctx, o)
	if err != nil {
		return err
	}
	options := metav1.DeleteOptions{}
	if graceSeconds >= 0 {
		options.GracePeriodSeconds = &graceSeconds
	}
	tried, lost := unsure(ctx)
	if err := resource.Delete(tried, name, options); err != nil && !(apierrors.IsNotFound(err) && lost.Load()) {
		return err
	}
	return c.stays(ctx, o, c.Watch)
}

// stays waits until an object is not there any more; the error is why it has to
// be taken for one that stays.
func (c *Client) stays(ctx context.Context, o Object, follow watching) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var last *unstructured.Unstructured
	quiet := time.AfterFunc(time.Hour, func() { end(errStays) })
	defer quiet.Stop()
	err := follow(ctx, o, func(object *unstructured.Unstructured) bool {
		last = object
		quiet.Reset(c.quiet(object))
		return object == nil
	})
	if errors.Is(err, errStays) || errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*silentError)) {
		return i18n.Errorf("%s is still there, though its deletion was asked for%v", o, kept(last))
	}
	return err
}

// watching is Client.Watch.
type watching func(ctx context.Context, o Object, done func(*unstructured.Unstructured) bool) error

var errStays = errors.New("it stays")

// quiet is how long an object that is being deleted may stay as it is before
// it is taken for one that stays: for ever where Kubernetes itself has still
// something to do.
func (c *Client) quiet(object *unstructured.Unstructured) time.Duration {
	if object == nil || len(foreignFinalizers(object)) == 0 || len(foreignFinalizers(object)) < len(object.GetFinalizers()) {
		return time.Hour
	}
	grace := time.Duration(0)
	if seconds := object.GetDeletionGracePeriodSeconds(); seconds != nil {
		grace = time.Duration(*seconds) * time.Second
	}
	return grace + c.pace.Of(limit.Quiet)
}

// kept names the finalizers that keep an object.
func kept(object *unstructured.Unstructured) i18n.Message {
	if object == nil || len(object.GetFinalizers()) == 0 {
		return i18n.Message{}
	}
	return i18n.Text(": nobody takes its finalizer away: %s", strings.Join(object.GetFinalizers(), ", "))
}

// foreignFinalizers gives the finalizers of an object that is being deleted which are
// not of Kubernetes' own controllers.
func foreignFinalizers(object *unstructured.Unstructured) []string {
	if object.GetDeletionTimestamp() == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(object.GetFinalizers()), func(finalizer string) bool {
		domain, _, _ := strings.Cut(finalizer, "/")
		return finalizer == metav1.FinalizerDeleteDependents || finalizer == metav1.FinalizerOrphanDependents ||
			strings.HasSuffix(domain, "k8s.io") || strings.HasSuffix(domain, "kubernetes.io")
	})
}
