package kube

import corev1 "k8s.io/api/core/v1"

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
	// Alone says that nobody else uses labs in the cluster: what labs made there
	// without an ID, as it did before there were any, is the owner's.
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
	return namespace.Labels[managedBy] == fieldManager && o.has(namespace)
}
