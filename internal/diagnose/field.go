package diagnose

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
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
	podIPs := each(pod.Status.PodIPs, func(ip corev1.PodIP) string { return ip.IP })
	hostIPs := each(pod.Status.HostIPs, func(ip corev1.HostIP) string { return ip.IP })
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

// source is where a variable, or a file of a volume, has its text from.
type source struct {
	name     string
	field    *corev1.ObjectFieldSelector
	resource *corev1.ResourceFieldSelector
}

// otherSource says why a source gives another text than the wanted one; once: it is read at the start alone.
func (s *scene) otherSource(ctx context.Context, c *corev1.Container, from source, want string, once bool) []i18n.Message {
	var text i18n.Message
	switch {
	case from.resource != nil:
		if d := s.division(ctx, from.name, from.resource, c); d != nil {
			text = d.explain(want, !s.Task)
		}
	case from.field != nil:
		text = s.otherField(from, want, once)
	}
	if text.IsZero() {
		return nil
	}
	return messages(text)
}

func (s *scene) otherField(from source, want string, once bool) i18n.Message {
	path := from.field.FieldPath
	value := fieldValue(s.pod, path)
	if value == want && once {
		return i18n.Text("%s comes from %s, which is now %q, but a container gets its environment variables only when it starts: delete the Pod and create it again, or read the value from a volume", from.name, path, short(value))
	}
	if value == want {
		return i18n.Message{}
	}
	if value == "" && keyed.MatchString(path) {
		return i18n.Text("%s uses fieldPath %s, but %s has no such key; it has:\n  %s", from.name, path, reference(s.pod), strings.ReplaceAll(formatMap(siblings(s.pod, path)), "\n", "\n  "))
	}
	if right := fieldWith(s.pod, want); right != "" && !s.Task {
		return i18n.Text("%s uses fieldPath %s, whose value is %q; %q is the value of fieldPath %s", from.name, path, short(value), short(want), right)
	}
	return i18n.Text("%s uses fieldPath %s, whose value is %q", from.name, path, short(value))
}

// siblings are the labels, or the annotations, that a path chooses from.
func siblings(pod *corev1.Pod, path string) map[string]string {
	if keyed.FindStringSubmatch(path)[1] == "labels" {
		return pod.Labels
	}
	return pod.Annotations
}
