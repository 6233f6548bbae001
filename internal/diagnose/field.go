package diagnose

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// The fields that the Downward API gives
// (https://kubernetes.io/docs/concepts/workloads/pods/downward-api/).
var (
	envFields = []string{
		"metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels['<KEY>']", "metadata.annotations['<KEY>']",
		"spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
	}
	volumeFields = []string{
		"metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations",
		"metadata.labels['<KEY>']", "metadata.annotations['<KEY>']",
	}
	resourceFields = []string{
		"limits.cpu", "limits.memory", "limits.ephemeral-storage", "limits.hugepages-<SIZE>",
		"requests.cpu", "requests.memory", "requests.ephemeral-storage", "requests.hugepages-<SIZE>",
	}
)

var keyed = regexp.MustCompile(`^metadata\.(labels|annotations)\['(.+)'\]$`)

// fieldValue gives what a fieldPath stands for in a live Pod.
func fieldValue(pod *corev1.Pod, path string) string {
	if m := keyed.FindStringSubmatch(path); m != nil {
		return map[string]map[string]string{"labels": pod.Labels, "annotations": pod.Annotations}[m[1]][m[2]]
	}
	switch path {
	case "metadata.labels":
		return formatMap(pod.Labels)
	case "metadata.annotations":
		return formatMap(pod.Annotations)
	}
	return plainFields(pod)[path]
}

func plainFields(pod *corev1.Pod) map[string]string {
	var podIPs, hostIPs []string
	for _, ip := range pod.Status.PodIPs {
		podIPs = append(podIPs, ip.IP)
	}
	for _, ip := range pod.Status.HostIPs {
		hostIPs = append(hostIPs, ip.IP)
	}
	return map[string]string{
		"metadata.name": pod.Name, "metadata.namespace": pod.Namespace, "metadata.uid": string(pod.UID),
		"spec.nodeName": pod.Spec.NodeName, "spec.serviceAccountName": pod.Spec.ServiceAccountName,
		"status.podIP": pod.Status.PodIP, "status.podIPs": strings.Join(podIPs, ","),
		"status.hostIP": pod.Status.HostIP, "status.hostIPs": strings.Join(hostIPs, ","),
	}
}

// fieldWith gives the fieldPath that stands for a value, or "".
func fieldWith(pod *corev1.Pod, value string) string {
	if value == "" {
		return ""
	}
	plain := plainFields(pod)
	for _, path := range envFields {
		if plain[path] == value {
			return path
		}
	}
	for kind, pairs := range map[string]map[string]string{"labels": pod.Labels, "annotations": pod.Annotations} {
		for key, v := range pairs {
			if v == value {
				return fmt.Sprintf("metadata.%s['%s']", kind, key)
			}
		}
	}
	return ""
}

// formatMap writes labels as the Downward API's files have them.
func formatMap(pairs map[string]string) string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		lines = append(lines, fmt.Sprintf("%s=%q", key, pairs[key]))
	}
	return strings.Join(lines, "\n")
}
