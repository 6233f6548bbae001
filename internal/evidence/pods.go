package evidence

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// urgent gives the Pods to look at, those that are not well first.
func urgent(pods []corev1.Pod) []corev1.Pod {
	rank := func(pod corev1.Pod) int {
		if well(pod) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(pods, func(a, b corev1.Pod) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name))
	})
	return pods[:min(len(pods), podLimit)]
}

// well says whether a Pod is ready, or has done its work.
func well(pod corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

// container is one of any sort.
type container struct {
	name      string
	restarted bool
}

// containers gives those of a Pod in the order in which they start.
func containers(pod corev1.Pod) (all []container) {
	restarts := map[string]int32{}
	for _, status := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		restarts[status.Name] = status.RestartCount
	}
	for _, c := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
		all = append(all, container{c.Name, restarts[c.Name] > 0})
	}
	for _, c := range pod.Spec.EphemeralContainers {
		all = append(all, container{c.Name, false})
	}
	return all
}
