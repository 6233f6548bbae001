package kube

import (
	"context"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"labs.local/labs/internal/i18n"
)

// workloads are the kinds that make Pods of a template and say so in a status.
var workloads = map[string]bool{"Deployment.apps": true, "ReplicaSet.apps": true, "StatefulSet.apps": true, "DaemonSet.apps": true, "Job.batch": true}

// pods gives the Pods that an object of such a kind made and that are not being
// deleted, with its template; nothing of another kind.
func (c *Client) pods(ctx context.Context, object *unstructured.Unstructured) (template *corev1.PodSpec, pods []corev1.Pod) {
	if !workloads[object.GroupVersionKind().GroupKind().String()] {
		return nil, nil
	}
	template = &corev1.PodSpec{}
	spec, _, _ := unstructured.NestedMap(object.Object, "spec", "template", "spec")
	selector, _, _ := unstructured.NestedMap(object.Object, "spec", "selector")
	labels := &metav1.LabelSelector{}
	if convert(spec, template) != nil || convert(selector, labels) != nil || len(labels.MatchLabels)+len(labels.MatchExpressions) == 0 {
		return nil, nil
	}
	list, err := c.typed.CoreV1().Pods(object.GetNamespace()).List(ctx, metav1.ListOptions{LabelSelector: metav1.FormatLabelSelector(labels), Limit: listLimit})
	if err != nil {
		return nil, nil
	}
	return template, slices.DeleteFunc(list.Items, func(pod corev1.Pod) bool { return pod.DeletionTimestamp != nil })
}

// hopelessPods says why none of the Pods that an object has, or makes as it is
// now, will ever run, where a condition waits for that.
func (c *Client) hopelessPods(ctx context.Context, object *unstructured.Unstructured, condition string) i18n.Message {
	observed, known, _ := unstructured.NestedInt64(object.Object, "status", "observedGeneration")
	if !strings.EqualFold(condition, "Available") && !strings.EqualFold(condition, "Complete") || known && observed < object.GetGeneration() {
		return i18n.Message{}
	}
	template, pods := c.pods(ctx, object)
	if template == nil {
		return i18n.Message{}
	}
	if len(pods) == 0 {
		return c.neverMade(ctx, object)
	}
	var why i18n.Message
	for i := range pods {
		if why = misnamed(template, &pods[i]); why.IsZero() {
			return why // this one may run yet, and of an older template it may be enough
		}
	}
	return why
}

// misnamed says that a container of a Pod has an image whose name is invalid, and
// that the template still has it: each other Pod of the template gets the same.
// What the image lacks that a name is valid of, a registry or a node may have yet.
func misnamed(template *corev1.PodSpec, pod *corev1.Pod) i18n.Message {
	images, now := imagesOf(template), imagesOf(&pod.Spec)
	for _, status := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		if waiting := status.State.Waiting; waiting != nil && waiting.Reason == "InvalidImageName" && images[status.Name] == now[status.Name] {
			return i18n.Text("container %v of pod/%s cannot start: %v", status.Name, pod.Name, i18n.Foreign(join(waiting.Reason, waiting.Message)))
		}
	}
	return i18n.Message{}
}

// imagesOf gives the images of containers by their names.
func imagesOf(spec *corev1.PodSpec) map[string]string {
	images := map[string]string{}
	for _, container := range slices.Concat(spec.InitContainers, spec.Containers) {
		images[container.Name] = container.Image
	}
	return images
}

// insecure is what the API server says of a Pod that the namespace's level of Pod
// Security forbids. Other reasons for which Pods are not made may pass by
// themselves: a quota when something ends or is deleted, a ServiceAccount, a
// PriorityClass or a webhook's server that comes later.
const insecure = "violates PodSecurity"

func (c *Client) neverMade(ctx context.Context, object *unstructured.Unstructured) i18n.Message {
	if why := c.unmade(ctx, object); strings.Contains(why, insecure) {
		return i18n.Text("its Pods cannot be created: %v", i18n.Foreign(why))
	}
	return i18n.Message{}
}

// unmade gives why Pods of an object could not be made the last time, or "": in a
// condition, where the kind has one, or else in an event.
func (c *Client) unmade(ctx context.Context, object *unstructured.Unstructured) string {
	for _, condition := range list(object, "status", "conditions") {
		if condition["type"] == string(appsv1.DeploymentReplicaFailure) && condition["status"] == "True" {
			return join(condition["reason"], condition["message"])
		}
	}
	if object.GetKind() == "Deployment" || object.GetKind() == "ReplicaSet" {
		return "" // the event of an earlier try stays longer than it counts
	}
	if warning := c.lastWarning(ctx, object); strings.HasPrefix(warning, "FailedCreate: ") {
		return warning
	}
	return ""
}

var convert = runtime.DefaultUnstructuredConverter.FromUnstructured
