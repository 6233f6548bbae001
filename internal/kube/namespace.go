package kube

import (
	"context"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
)

// CreateNamespace makes a namespace and waits until a Pod can start in it.
// One that is there is used again if labs made it for the same owner, and refused
// otherwise. The UID tells whether it is the same one as before.
func (c *Client) CreateNamespace(ctx context.Context, name string) (uid string, err error) {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: c.owner.labels()}}
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
		return "", i18n.Errorf("get namespace %q: %w", name, err)
	}
	if err == nil && !MadeByLabs(found) {
		return "", i18n.Errorf("namespace %q already exists and was not created by labs, so labs does not change it: delete it, or use another name", name)
	}
	if err == nil && !c.owner.made(found) {
		return "", i18n.Errorf("namespace %q was created by labs for another learner or run, so labs does not change it: use your own cluster", name)
	}
	if err == nil && found.DeletionTimestamp == nil {
		return string(found.UID), c.waitForDefaults(ctx, name)
	}
	c.tell(i18n.Text("waiting until namespace %s of an earlier run is deleted", name))
	if err := c.waitGone(ctx, name); err != nil {
		return "", err
	}
	return c.CreateNamespace(ctx, name)
}

// tell says what is waited for, where somebody reads it.
func (c *Client) tell(text i18n.Message) {
	if c.outage != nil && c.outage.Notice != nil {
		c.outage.Notice(text)
	}
}

// waitForDefaults waits for what the controllers put into every namespace
// and every Pod needs.
func (c *Client) waitForDefaults(ctx context.Context, namespace string) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, reference := range []string{"serviceaccount/default", "configmap/kube-root-ca.crt"} {
		group.Go(func() error {
			err := c.Watch(ctx, Object{reference, namespace}, func(o *unstructured.Unstructured) bool { return o != nil })
			if err != nil {
				return i18n.Errorf("namespace %q does not have %s yet, which the controller manager creates: %w", namespace, reference, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// Namespace gives the UID of a namespace of the owner that is there to stay, or "".
func (c *Client) Namespace(ctx context.Context, name string) (uid string, err error) {
	found, err := c.ownNamespace(ctx, name)
	return string(staying(found)), err
}

// ownNamespace gives a namespace, or nil where there is none or it is not the
// owner's.
func (c *Client) ownNamespace(ctx context.Context, name string) (*corev1.Namespace, error) {
	found, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && !c.owner.has(found) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// staying gives the UID of a namespace, "" where there is none or it goes.
func staying(namespace *corev1.Namespace) types.UID {
	if namespace == nil || namespace.DeletionTimestamp != nil {
		return ""
	}
	return namespace.UID
}

// The labels of a namespace that labs made: that it did, and for whom. What has no
// namespace is the dependent of one, and so its owner's too.
const (
	managedBy  = "app.kubernetes.io/managed-by"
	ownerLabel = "labs.local/owner"
)

// Owner is the learner, or the run, that namespaces are made for.
type Owner struct {
	// ID is the value of the label labs.local/owner; "" has no label.
	ID string
	// Alone says that the cluster is labs' own and nobody else uses it: what labs made
	// there without an ID, as it did before there were any, is the owner's, and a Pod
	// that is removed need not be waited for.
	Alone bool
}

// For is the same client for an owner, who uses again and deletes only what was
// made for them.
func (c *Client) For(o Owner) *Client {
	other := *c
	other.owner = o
	return &other
}

func (o Owner) labels() map[string]string {
	labels := map[string]string{managedBy: fieldManager}
	if o.ID != "" {
		labels[ownerLabel] = o.ID
	}
	return labels
}

// has says whether a namespace is the owner's, whoever made it.
func (o Owner) has(namespace *corev1.Namespace) bool {
	id := namespace.Labels[ownerLabel]
	return id == o.ID || id == "" && o.Alone
}

// made says whether labs made a namespace for the owner.
func (o Owner) made(namespace *corev1.Namespace) bool {
	return MadeByLabs(namespace) && o.has(namespace)
}

// MadeByLabs says whether labs made a namespace, for whomever.
func MadeByLabs(namespace metav1.Object) bool {
	return namespace.GetLabels()[managedBy] == fieldManager
}
