package kube

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/kubectl/pkg/describe"

	"labs.local/labs/internal/limit"
)

// listLimit is the most that is read of a list.
const listLimit = 500

// List gives the first objects of a kind in a namespace; in all namespaces
// where it is "".
func (c *Client) List(ctx context.Context, kind, namespace string) ([]unstructured.Unstructured, error) {
	list, err := c.list(ctx, kind, namespace, "")
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

func (c *Client) list(ctx context.Context, kind, namespace, selector string) (*unstructured.UnstructuredList, error) {
	resource, _, err := c.locate(ctx, Object{Reference: kind + "/*", Namespace: namespace})
	if err != nil {
		return nil, err
	}
	return resource.List(ctx, metav1.ListOptions{LabelSelector: selector, Limit: listLimit})
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

// Anonymous is the user of a request without credentials.
const Anonymous = "system:anonymous"

// As makes it that of a user, in the groups that every user of its kind is in
// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/).
func (a Access) As(user string) Access {
	parts := strings.Split(user, ":")
	switch a.User = user; {
	case user == Anonymous:
		a.Groups = []string{"system:unauthenticated"}
	case len(parts) == 4 && parts[1] == "serviceaccount":
		a.Groups = []string{"system:serviceaccounts", "system:serviceaccounts:" + parts[2], "system:authenticated"}
	default:
		a.Groups = []string{"system:authenticated"}
	}
	return a
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

// Describe gives what kubectl describe tells of a Pod, without its events.
func (c *Client) Describe(ctx context.Context, namespace, pod string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return limit.Within(ctx, func() (string, error) { // the describer takes no context
		return (&describe.PodDescriber{Interface: c.typed}).Describe(namespace, pod, describe.DescriberSettings{})
	})
}

// Logs gives the last lines that a container printed, or, with previous, the one that it has replaced.
func (c *Client) Logs(ctx context.Context, namespace, pod, container string, previous bool, lines, bytes int64) (string, error) {
	var text limit.Buffer
	err := c.copyLog(ctx, &text, namespace, pod, &corev1.PodLogOptions{Container: container, Previous: previous, TailLines: &lines, LimitBytes: &bytes})
	return text.String(), err
}

// starting is what the kubelet says of the log of a container that is about to start
// (k8s.io/kubernetes/pkg/kubelet, validateContainerLogStatus).
var starting = regexp.MustCompile(`is waiting to start: (ContainerCreating|PodInitializing)|is not available$`)

// copyStarted copies a log as soon as there is one; the error is the kubelet's.
func (c *Client) copyStarted(ctx context.Context, to io.Writer, namespace, pod string, options *corev1.PodLogOptions) error {
	err := c.copyLog(ctx, to, namespace, pod, options)
	if err == nil || !starting.MatchString(err.Error()) {
		return err
	}
	limited, cancel := limit.With(ctx, c.machine.Time(limit.Wait))
	defer cancel()
	if c.Watch(limited, Object{"pod/" + pod, namespace}, func(o *unstructured.Unstructured) bool { return o == nil || started(o, options.Container) }) != nil {
		return err
	}
	return c.copyLog(ctx, to, namespace, pod, options)
}

// started says whether a container of a Pod runs, has ended, or is not about to run.
func started(o *unstructured.Unstructured, name string) bool {
	var pod corev1.Pod
	if convert(o.Object, &pod) != nil {
		return true
	}
	for _, status := range slices.Concat(pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses) {
		if status.Name == name {
			waiting := status.State.Waiting
			return status.State.Running != nil || status.State.Terminated != nil ||
				waiting != nil && waiting.Reason != "ContainerCreating" && waiting.Reason != "PodInitializing"
		}
	}
	return false
}

func (c *Client) copyLog(ctx context.Context, to io.Writer, namespace, pod string, options *corev1.PodLogOptions) error {
	stream, err := c.openLog(ctx, namespace, pod, options)
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = io.Copy(to, stream)
	return err
}

// openLog reads by Stream, which gives of a refusal what the API server says; DoRaw
// does not.
func (c *Client) openLog(ctx context.Context, namespace, pod string, options *corev1.PodLogOptions) (io.ReadCloser, error) {
	return c.typed.CoreV1().Pods(namespace).GetLogs(pod, options).Stream(ctx)
}
