package kube

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// explain says what is known of an object that is not as it should be: what
// its containers wait for, its conditions that are not true, its last warning.
func (c *Client) explain(object *unstructured.Unstructured) i18n.Message {
	if object == nil {
		return i18n.Text("it does not exist")
	}
	reasons := waitingContainers(object)
	if object.GetDeletionTimestamp() != nil {
		reasons = append(reasons, i18n.Text("it is being deleted%v", kept(object)))
	}
	if len(reasons) == 0 {
		reasons = falseConditions(object)
	}
	reasons = append(reasons, c.explainPods(object)...)
	if warning := c.lastWarning(context.Background(), object); warning != "" {
		reasons = append(reasons, i18n.Text("last warning: %s", warning))
	}
	if len(reasons) == 0 {
		return i18n.Text("its status gives no reason")
	}
	return i18n.Join("; ", reasons...)
}

func falseConditions(object *unstructured.Unstructured) []i18n.Message {
	var reasons []i18n.Message
	for _, condition := range list(object, "status", "conditions") {
		if condition["status"] == "True" {
			continue
		}
		reasons = append(reasons, because(i18n.Text("%v is %v", condition["type"], condition["status"]), condition))
	}
	return reasons
}

func waitingContainers(object *unstructured.Unstructured) []i18n.Message {
	var reasons []i18n.Message
	for _, status := range list(object, "status", "containerStatuses") {
		for _, state := range []string{"waiting", "terminated"} {
			why, found, _ := unstructured.NestedMap(status, "state", state)
			if found {
				reasons = append(reasons, because(i18n.Text("container %v is %s", status["name"], state), why))
			}
		}
	}
	return reasons
}

// explainPods says why the Pods that an object makes are not there, or do not run.
func (c *Client) explainPods(object *unstructured.Unstructured) (reasons []i18n.Message) {
	ctx, cancel := limit.With(context.Background(), c.machine.Time(limit.Warning))
	defer cancel()
	for _, condition := range list(object, "status", "conditions") {
		if condition["type"] == string(appsv1.DeploymentReplicaFailure) && condition["status"] == "True" {
			reasons = append(reasons, because(i18n.Text("its Pods could not be created"), condition))
		}
	}
	_, pods := c.pods(ctx, object)
	for i := range pods {
		fields, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&pods[i])
		if waiting := waitingContainers(&unstructured.Unstructured{Object: fields}); err == nil && len(waiting) > 0 {
			return append(reasons, i18n.Text("pod/%s: %v", pods[i].Name, i18n.Join("; ", waiting...)))
		}
	}
	return reasons
}

func (c *Client) lastWarning(ctx context.Context, object *unstructured.Unstructured) string {
	ctx, cancel := limit.With(ctx, c.machine.Time(limit.Warning))
	defer cancel()
	selector := fields.Set{"involvedObject.uid": string(object.GetUID()), "type": "Warning"}.String()
	events, err := c.typed.CoreV1().Events(object.GetNamespace()).List(ctx, metav1.ListOptions{FieldSelector: selector})
	if err != nil || len(events.Items) == 0 {
		return ""
	}
	last := slices.MaxFunc(events.Items, func(a, b corev1.Event) int { return InOrder(&a, &b) })
	return join(last.Reason, last.Message)
}

func list(object *unstructured.Unstructured, path ...string) []map[string]any {
	items, _, _ := unstructured.NestedSlice(object.Object, path...)
	var maps []map[string]any
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			maps = append(maps, m)
		}
	}
	return maps
}

// because adds the reason and the message that a status gives.
func because(text i18n.Message, status map[string]any) i18n.Message {
	if why := join(status["reason"], status["message"]); why != "" {
		return i18n.Join(": ", text, i18n.Foreign(why))
	}
	return text
}

func join(parts ...any) string {
	var texts []string
	for _, part := range parts {
		if text, ok := part.(string); ok && text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ": ")
}

// Seen is when an event happened last. Which field has it depends on who
// reports it: the scheduler's, say, have no LastTimestamp.
func Seen(e *corev1.Event) time.Time {
	switch {
	case e.Series != nil:
		return e.Series.LastObservedTime.Time
	case !e.LastTimestamp.IsZero():
		return e.LastTimestamp.Time
	case !e.EventTime.IsZero():
		return e.EventTime.Time
	}
	return e.CreationTimestamp.Time
}

// InOrder compares events by when they happened. Some reporters write whole
// seconds only; the names of an object's events end in the nanosecond that
// each was made in (client-go's tools/record and tools/events).
func InOrder(a, b *corev1.Event) int {
	return cmp.Or(Seen(a).Truncate(time.Second).Compare(Seen(b).Truncate(time.Second)), cmp.Compare(a.Name, b.Name))
}
