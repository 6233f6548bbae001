package kube

import (
	"context"
	"errors"
	"regexp"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// DeleteNamespace removes a namespace that labs made for the owner, with all that is in it,
// and before it what it owns; it waits until they are gone. Its containers have
// one second to end. What keeps it is in the error.
func (c *Client) DeleteNamespace(ctx context.Context, name string) error {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return i18n.Errorf("get namespace %q: %w", name, err)
	}
	if !c.owner.made(found) {
		return nil
	}
	owned, fault := c.removeOwned(ctx, found.UID)
	err = c.typed.CoreV1().Namespaces().Delete(ctx, name, *metav1.NewPreconditionDeleteOptions(string(found.UID)))
	if err != nil && !apierrors.IsNotFound(err) {
		return i18n.Errorf("delete namespace %q: %w", name, errors.Join(err, fault))
	}
	_ = c.finalize(ctx, name) // what it could not do, the controller does
	if err := c.waitGone(ctx, name); err != nil {
		return errors.Join(err, fault)
	}
	return errors.Join(fault, c.waitOwned(ctx, owned))
}

// waitOwned waits for what a namespace owned: a kind goes only after all of
// its objects.
func (c *Client) waitOwned(ctx context.Context, owned []dependent) error {
	_, err := gather(ctx, owned, func(ctx context.Context, d dependent) (none []dependent, err error) {
		left, err := c.Get(ctx, d.object())
		if err != nil || left.GetUID() != d.uid {
			return nil, nil
		}
		return nil, c.stays(ctx, d.object(), d.uid, c.Watch)
	})
	return err
}

// waitGone waits until a namespace is not there, or has to be taken for one
// that stays.
func (c *Client) waitGone(ctx context.Context, name string) error {
	last, err := untilGone(ctx, Object{Reference: "namespace/" + name}, c.Watch, c.quietNamespace)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return i18n.Errorf("interrupted before namespace %q was deleted: %w", name, err)
	case last == nil:
		return i18n.Errorf("namespace %q still exists: %w", name, err)
	}
	return i18n.Errorf("namespace %q still exists: %w; %v", name, err, c.keeping(last))
}

// keeping says what keeps a namespace that is being deleted.
func (c *Client) keeping(namespace *unstructured.Unstructured) i18n.Message {
	var reasons []i18n.Message
	if namespace != nil {
		for _, condition := range list(namespace, "status", "conditions") {
			if text := join(condition["message"]); condition["status"] == "True" && text != "" {
				reasons = append(reasons, i18n.Foreign(text))
			}
		}
	}
	if len(reasons) == 0 {
		return c.explain(namespace)
	}
	return i18n.Join("; ", reasons...)
}

// finalizersLeft are those that a namespace's condition names.
var finalizersLeft = regexp.MustCompile(`(\S+) in \d+ resource instances`)

// quietNamespace is how long a namespace may stay as it is before it is taken
// for one that stays: for ever where Kubernetes has still something to do.
func (c *Client) quietNamespace(namespace *unstructured.Unstructured) limit.Time {
	stuck := false
	for _, condition := range list(namespace, "status", "conditions") {
		if condition["status"] != "True" {
			continue
		}
		switch condition["type"] {
		case string(corev1.NamespaceDeletionDiscoveryFailure), string(corev1.NamespaceDeletionContentFailure), string(corev1.NamespaceDeletionGVParsingFailure):
			stuck = true
		case string(corev1.NamespaceFinalizersRemaining):
			for _, left := range finalizersLeft.FindAllStringSubmatch(join(condition["message"]), -1) {
				stuck = stuck || !ownFinalizer(left[1])
			}
		}
	}
	if !stuck {
		return limit.Time{Duration: long}
	}
	return c.machine.Time(limit.Quiet)
}
