package diagnose

import (
	"context"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"

	"labs.local/labs/internal/i18n"
)

// unschedulable says what no node has for a Pod.
func unschedulable(ctx context.Context, s *scene) []i18n.Message {
	if s.pod == nil {
		return nil
	}
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
	wanted, taken := requests(pod), corev1.ResourceList{}
	for _, other := range others {
		if other.Spec.NodeName == node.Name && other.Status.Phase != corev1.PodSucceeded && other.Status.Phase != corev1.PodFailed {
			add(taken, requests(other))
		}
	}
	var found []i18n.Message
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		has := node.Status.Allocatable[name]
		free := has.DeepCopy()
		free.Sub(taken[name])
		if asked := wanted[name]; asked.Cmp(free) > 0 {
			found = append(found, i18n.Text("%s requests %s of %s; node %s has %s in total, %s free: reduce the request, delete the Pod and create it again", reference(pod), text(asked), name, node.Name, text(has), text(free)))
		}
	}
	return found
}

func requests(pod *corev1.Pod) corev1.ResourceList {
	sum := corev1.ResourceList{}
	for _, c := range pod.Spec.Containers {
		add(sum, c.Resources.Requests)
	}
	return sum
}

func add(sum, more corev1.ResourceList) {
	for name, quantity := range more {
		total := sum[name]
		total.Add(quantity)
		sum[name] = total
	}
}

func text(q resource.Quantity) string { return q.String() }
