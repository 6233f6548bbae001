package kube

import (
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubectl/pkg/util/podutils"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// Select gives the objects of a kind with some labels, as they are, in the order
// of their names; of a kind with namespaces those of one.
func (c *Client) Select(ctx context.Context, namespace string, of *lab.Objects) ([]any, error) {
	list, err := c.list(ctx, of.Kind, namespace, of.Selector)
	if err != nil {
		return nil, i18n.Errorf("list %s: %w", of, err)
	}
	if list.GetContinue() != "" {
		return nil, i18n.Errorf("list %s: there are more than %d; select fewer by their labels", of, listLimit)
	}
	items := make([]any, len(list.Items))
	for i := range list.Items {
		items[i] = list.Items[i].Object
	}
	return items, nil
}

// Pods gives the names of Pods with some labels, those that are ready first; where
// there is none, that is an error.
func (c *Client) Pods(ctx context.Context, namespace string, of *lab.Objects) ([]string, error) {
	list, err := c.typed.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: of.Selector, Limit: listLimit})
	if err != nil {
		return nil, i18n.Errorf("list %s: %w", of, err)
	}
	var names, others []string
	for i := range list.Items {
		if pod := &list.Items[i]; podutils.IsPodReady(pod) {
			names = append(names, pod.Name)
		} else {
			others = append(others, pod.Name)
		}
	}
	if names = append(names, others...); names == nil {
		return nil, apierrors.NewNotFound(corev1.Resource("pods"), of.Selector)
	}
	return names, nil
}

// Log gives what containers have printed, of several Pods in the order of their
// names. It waits for one that is about to start.
func (c *Client) Log(ctx context.Context, namespace string, of lab.Logs) (lab.Output, error) {
	pods := []string{of.Pod}
	if of.Objects != nil {
		found, err := c.Pods(ctx, namespace, of.Objects)
		if err != nil {
			return lab.Output{}, err
		}
		pods = slices.Sorted(slices.Values(found))
	}
	var text limit.Buffer
	for _, pod := range pods {
		container, err := c.container(ctx, namespace, pod, of.Container)
		if err == nil {
			err = c.copyStarted(ctx, &text, namespace, pod, &corev1.PodLogOptions{Container: container, Previous: of.Previous})
		}
		if err != nil {
			return lab.Output{}, i18n.Errorf("read the log of pod/%s: %w", pod, err)
		}
	}
	return lab.Output{Text: text.String(), Dropped: text.Dropped()}, nil
}

// Can asks the API server whether somebody may do something in a namespace, or in
// the cluster where the resource has none; the reason names what allows it.
func (c *Client) Can(ctx context.Context, namespace string, of *lab.Can) (allowed bool, reason string, err error) {
	access, err := c.Access(ctx, namespace, of)
	if err != nil {
		return false, "", err
	}
	return c.Allowed(ctx, access)
}

// Access is what a check asks about.
func (c *Client) Access(ctx context.Context, namespace string, of *lab.Can) (Access, error) {
	a := Access{Verb: of.Verb, Name: of.Name, Namespace: namespace}
	switch kind, name, _ := strings.Cut(of.As, ":"); kind {
	case "group":
		a = a.As("nobody")
		a.Groups = append(a.Groups, name)
	case "user":
		a = a.As(name)
	default:
		if !strings.Contains(name, ":") {
			name = namespace + ":" + name
		}
		a = a.As("system:serviceaccount:" + name)
	}
	if strings.HasPrefix(of.Resource, "/") {
		a.Path, a.Namespace = of.Resource, ""
		return a, nil
	}
	kind, subresource, _ := strings.Cut(of.Resource, "/")
	mapping, err := c.locateMapping(ctx, strings.ToLower(kind))
	if err != nil {
		return a, i18n.Errorf("the cluster has no resource type %q: %w", kind, err)
	}
	a.Group, a.Resource, a.Subresource = mapping.Resource.Group, mapping.Resource.Resource, subresource
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		a.Namespace = ""
	}
	return a, nil
}
