package kube

import (
	"context"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// The most that is read of a list, and of a log.
const (
	listLimit     = 500
	logLines      = 20
	logLimitBytes = 16 << 10
)

// List gives the first objects of a kind in a namespace; in all namespaces
// where it is "".
func (c *Client) List(ctx context.Context, kind, namespace string) ([]unstructured.Unstructured, error) {
	resource, _, err := c.locate(ctx, Object{Reference: kind + "/*", Namespace: namespace})
	if err != nil {
		return nil, err
	}
	list, err := resource.List(ctx, metav1.ListOptions{Limit: listLimit})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

// Logs gives the end of what a container printed, or, with previous, of what
// the one printed that it has replaced.
func (c *Client) Logs(ctx context.Context, namespace, pod, container string, previous bool) (string, error) {
	return c.log(ctx, namespace, pod, container, previous, logLines, logLimitBytes)
}

// DryRun gives what applying an object would make of it, and changes nothing.
func (c *Client) DryRun(ctx context.Context, namespace string, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	mapping, err := c.mapping(ctx, object)
	if err != nil {
		return nil, err
	}
	return c.resource(mapping, namespace).Apply(ctx, object.GetName(), object, metav1.ApplyOptions{
		FieldManager: fieldManager, Force: true, DryRun: []string{metav1.DryRunAll},
	})
}

// Access is something that a user may be allowed to do: with a resource, or,
// where there is a Path, with a URL that is none.
type Access struct {
	User   string
	Groups []string

	Verb                                     string
	Group, Resource, Subresource, Name, Path string
	// Namespace is "" for the whole cluster.
	Namespace string
}

// Allowed asks the API server whether a user may do something; the reason
// names the binding that allows it.
func (c *Client) Allowed(ctx context.Context, a Access) (allowed bool, reason string, err error) {
	review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: a.User, Groups: a.Groups}}
	if a.Path != "" {
		review.Spec.NonResourceAttributes = &authorizationv1.NonResourceAttributes{Path: a.Path, Verb: a.Verb}
	} else {
		review.Spec.ResourceAttributes = &authorizationv1.ResourceAttributes{
			Namespace: a.Namespace, Verb: a.Verb, Group: a.Group, Resource: a.Resource, Subresource: a.Subresource, Name: a.Name,
		}
	}
	answer, err := c.typed.AuthorizationV1().SubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return false, "", err
	}
	return answer.Status.Allowed, answer.Status.Reason, nil
}
