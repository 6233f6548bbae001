package diagnose

import (
	"context"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	component "k8s.io/component-helpers/resource"

	"labs.local/labs/internal/i18n"
)

// unschedulable says what no node has for a Pod.
func unschedulable(ctx context.Context, s *scene) []i18n.Message {
	for _, c := range s.pod.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse {
			return s.unfit(ctx, c.Message)
		}
	}
	return nil
}

func (s *scene) unfit(ctx context.Context, message string) []i18n.Message {
	nodes, others := list[corev1.Node](ctx, s.Cluster, "node", ""), list[corev1.Pod](ctx, s.Cluster, "pod", "")
	var found []i18n.Message
	for _, node := range nodes {
		found = append(found, shortage(s.pod, node, others)...)
		if !labels.SelectorFromSet(s.pod.Spec.NodeSelector).Matches(labels.Set(node.Labels)) {
			found = append(found, i18n.Text("%s needs a node with labels %s, but node %s does not have them: fix its nodeSelector", reference(s.pod), labels.Set(s.pod.Spec.NodeSelector), node.Name))
		}
	}
	if found == nil {
		found = messages(i18n.Text("no node can run %s: %s", reference(s.pod), short(message)))
	}
	return found
}

// shortage tells of each resource that a node has too little of.
func shortage(pod *corev1.Pod, node *corev1.Node, others []*corev1.Pod) []i18n.Message {
	wanted, left := requests(pod), node.Status.Allocatable.DeepCopy()
	for _, other := range others {
		if other.Spec.NodeName == node.Name && other.Status.Phase != corev1.PodSucceeded && other.Status.Phase != corev1.PodFailed {
			for name, taken := range requests(other) {
				free := left[name]
				free.Sub(taken)
				left[name] = free
			}
		}
	}
	var found []i18n.Message
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		has, free := node.Status.Allocatable[name], left[name]
		if asked := wanted[name]; asked.Cmp(free) > 0 {
			found = append(found, i18n.Text("%s requests %s of %s; node %s has %s in total, %s free: reduce the request, delete the Pod and create it again", reference(pod), text(asked), name, node.Name, text(has), text(free)))
		}
	}
	return found
}

func requests(pod *corev1.Pod) corev1.ResourceList {
	return component.PodRequests(pod, component.PodResourcesOptions{})
}

func text(q resource.Quantity) string { return q.String() }
