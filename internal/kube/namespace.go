package kube

import (
	"context"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// managedBy is the label that says whose a namespace is.
const managedBy = "app.kubernetes.io/managed-by"

// CreateNamespace makes a namespace and waits until a Pod can start in it.
// One that is there is used again if labs made it, and refused otherwise. The
// UID tells whether it is the same one as before.
func (c *Client) CreateNamespace(ctx context.Context, name string) (uid string, err error) {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{managedBy: fieldManager}}}
	made, err := c.typed.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{FieldManager: fieldManager})
	if apierrors.IsAlreadyExists(err) {
		return c.reuseNamespace(ctx, name)
	}
	if err != nil {
		return "", i18n.Errorf("create namespace %q: %w", name, err)
	}
	return string(made.UID), c.waitForDefaults(ctx, name)
}

func (c *Client) reuseNamespace(ctx context.Context, name string) (uid string, err error) {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return "", i18n.Errorf("look at namespace %q: %w", name, err)
	}
	if err == nil && found.Labels[managedBy] != fieldManager {
		return "", i18n.Errorf("namespace %q exists and was not made by labs; it is left alone: delete or rename it", name)
	}
	if err == nil && found.DeletionTimestamp == nil {
		return string(found.UID), c.waitForDefaults(ctx, name)
	}
	if err := c.waitGone(ctx, name); err != nil {
		return "", err
	}
	return c.CreateNamespace(ctx, name)
}

// waitForDefaults waits for what the controllers put into every namespace
// and every Pod needs.
func (c *Client) waitForDefaults(ctx context.Context, namespace string) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, reference := range []string{"serviceaccount/default", "configmap/kube-root-ca.crt"} {
		group.Go(func() error {
			err := c.Watch(ctx, Object{reference, namespace}, func(o *unstructured.Unstructured) bool { return o != nil })
			if err != nil {
				return i18n.Errorf("namespace %q has no %s yet, which the controller manager makes: %w", namespace, reference, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// DeleteNamespace removes a namespace that labs made with all that is in it,
// and waits until it is gone. Its containers have one second to end.
func (c *Client) DeleteNamespace(ctx context.Context, name string) error {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return i18n.Errorf("look at namespace %q: %w", name, err)
	}
	if found.Labels[managedBy] != fieldManager {
		return nil
	}
	err = c.typed.CoreV1().Namespaces().Delete(ctx, name, *metav1.NewPreconditionDeleteOptions(string(found.UID)))
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return i18n.Errorf("delete namespace %q: %w", name, err)
	}
	_ = c.finalize(ctx, name) // what it could not do, the controller does
	return c.waitGone(ctx, name)
}

func (c *Client) waitGone(ctx context.Context, name string) error {
	var last *unstructured.Unstructured
	err := c.Watch(ctx, Object{Reference: "namespace/" + name}, func(o *unstructured.Unstructured) bool {
		last = o
		return o == nil
	})
	if err != nil {
		return i18n.Errorf("namespace %q is not gone: %w; %v", name, err, c.explain(last))
	}
	return nil
}

// Namespace gives the UID of a namespace that is there to stay, or "".
func (c *Client) Namespace(ctx context.Context, name string) (uid string, err error) {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && found.DeletionTimestamp != nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return string(found.UID), nil
}
