// Package evidence looks in a namespace for what shows why a step failed.
package evidence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/limit"
)

// The most that is collected.
const (
	podLimit  = 5
	itemLimit = 20
	textLimit = 16 << 10
	logLines  = 50
)

// Cluster is what is asked of it. No Secret is read.
type Cluster interface {
	// List gives the objects of a kind in a namespace.
	List(ctx context.Context, kind, namespace string) ([]unstructured.Unstructured, error)
	// Describe gives what kubectl describe tells of a Pod, without its events.
	Describe(ctx context.Context, namespace, pod string) (string, error)
	// Logs gives the last lines that a container printed, or the one before it.
	Logs(ctx context.Context, namespace, pod, container string, previous bool, lines, bytes int64) (string, error)
}

// Collector collects evidence.
type Collector struct{ Cluster Cluster }

// Collect gives the events of a namespace, and the descriptions and logs of
// its Pods: those that are not ready come first. What cannot be had is said
// in the place of it.
func (c *Collector) Collect(ctx context.Context, namespace string) []event.Evidence {
	found := &found{}
	text, err := c.events(ctx, namespace)
	found.add("events", text, err)
	pods, err := list[corev1.Pod](ctx, c.Cluster, "pods", namespace)
	if err != nil {
		found.add("pods", "", err)
	}
	pods = urgent(pods)
	for _, pod := range pods {
		text, err := c.Cluster.Describe(ctx, namespace, pod.Name)
		found.add("describe pod/"+pod.Name, text, err)
	}
	for _, pod := range pods {
		c.logs(ctx, found, pod)
	}
	return found.items
}

func (c *Collector) logs(ctx context.Context, found *found, pod corev1.Pod) {
	restarts := map[string]int32{}
	for _, status := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		restarts[status.Name] = status.RestartCount
	}
	for _, container := range containers(pod) {
		if found.full() {
			return
		}
		of := fmt.Sprintf("logs pod/%s %s", pod.Name, container)
		if restarts[container] > 0 {
			text, err := c.Cluster.Logs(ctx, pod.Namespace, pod.Name, container, true, logLines, limit.Output)
			found.add("previous "+of, text, err)
		}
		text, err := c.Cluster.Logs(ctx, pod.Namespace, pod.Name, container, false, logLines, limit.Output)
		found.add(of, text, err)
	}
}

// list gives the objects of a kind by their type.
func list[T any](ctx context.Context, cluster Cluster, kind, namespace string) ([]T, error) {
	objects, err := cluster.List(ctx, kind, namespace)
	if err != nil {
		return nil, err
	}
	typed := make([]T, len(objects))
	for i, object := range objects {
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &typed[i]); err != nil {
			return nil, err
		}
	}
	return typed, nil
}

// found is what was collected so far.
type found struct{ items []event.Evidence }

func (f *found) full() bool { return len(f.items) >= itemLimit }

func (f *found) add(name, text string, err error) {
	switch {
	case f.full():
		return
	case err != nil:
		text = fmt.Sprintf("not available: %v", err)
	case text == "":
		text = "nothing"
	}
	f.items = append(f.items, event.Evidence{Name: name, Text: end(text)})
}

// end gives the end of a text, from the beginning of a line where there is one.
func end(text string) string {
	const mark = "[…]\n"
	if len(text) <= textLimit {
		return strings.ToValidUTF8(text, "�")
	}
	text = text[len(text)-textLimit+len(mark)+len("�"):]
	if _, rest, ok := strings.Cut(text, "\n"); ok && rest != "" {
		text = rest
	}
	return mark + strings.ToValidUTF8(text, "")
}

// events gives a line for each event of a namespace, the oldest first.
func (c *Collector) events(ctx context.Context, namespace string) (string, error) {
	events, err := list[corev1.Event](ctx, c.Cluster, "events", namespace)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(events, func(a, b corev1.Event) int { return kube.InOrder(&a, &b) })
	var text strings.Builder
	for _, e := range events {
		fmt.Fprintf(&text, "%s %s %s %s/%s %s\n", kube.Seen(&e).UTC().Format(time.RFC3339), e.Type, e.Reason,
			strings.ToLower(e.InvolvedObject.Kind), e.InvolvedObject.Name, strings.Join(strings.Fields(e.Message), " "))
	}
	return text.String(), nil
}

// urgent gives the Pods to look at, those that are not well first.
func urgent(pods []corev1.Pod) []corev1.Pod {
	slices.SortFunc(pods, func(a, b corev1.Pod) int { return cmp.Compare(a.Name, b.Name) })
	ill := slices.DeleteFunc(slices.Clone(pods), well)
	pods = append(ill, slices.DeleteFunc(pods, func(pod corev1.Pod) bool { return !well(pod) })...)
	return pods[:min(len(pods), podLimit)]
}

// well says whether a Pod is ready, or has done its work.
func well(pod corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

// containers names those of a Pod, of any sort, in the order in which they start.
func containers(pod corev1.Pod) (names []string) {
	for _, c := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
		names = append(names, c.Name)
	}
	for _, c := range pod.Spec.EphemeralContainers {
		names = append(names, c.Name)
	}
	return names
}
