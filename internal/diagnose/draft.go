package diagnose

import (
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// unapplied says of a file, which the API server would take, that it is not applied,
// and what would keep its Pod from running.
func (s *scene) unapplied(ctx context.Context, file string, made *unstructured.Unstructured) i18n.Message {
	if c, nearest := s.strangeImage(ctx, made); nearest != "" {
		return i18n.Text("your %s is not applied yet, and its container %s uses image %s, which labs does not load; the closest match is %s", file, c.Name, c.Image, nearest)
	}
	return i18n.Text("your %s defines %s, but is not applied yet: run kubectl apply --filename=%s", file, s.subject, file)
}

// strangeImage gives a container of a Pod whose image can be in no registry and is not
// loaded, and the name that is meant.
func (s *scene) strangeImage(ctx context.Context, pod *unstructured.Unstructured) (c corev1.Container, nearest string) {
	typed := as[corev1.Pod](pod)
	if pod.GetKind() != "Pod" || typed == nil {
		return c, ""
	}
	images := s.imagesOn(ctx, "")
	for _, c := range typed.Spec.Containers {
		if strings.HasPrefix(c.Image, "localhost/") && !slices.Contains(images, c.Image) {
			return c, nearestImage(c.Image, images)
		}
	}
	return c, ""
}

// renamed gives a container of the learner's file that the live Pod calls otherwise, as
// the check does.
func (s *scene) renamed(object *unstructured.Unstructured) (own, live string) {
	draft := as[corev1.Pod](object)
	if s.pod == nil || draft == nil || object.GetKind() != "Pod" {
		return "", ""
	}
	wanted := names(s.Check.Tree, func(map[string]any) bool { return true })
	if s.exec != nil {
		wanted = append(wanted, s.exec.Container)
	}
	for _, c := range draft.Spec.Containers {
		if containerOf(s.pod, c.Name) != nil || slices.Contains(wanted, c.Name) {
			continue
		}
		for _, other := range s.pod.Spec.Containers {
			if slices.Contains(wanted, other.Name) && containerOf(draft, other.Name) == nil {
				return c.Name, other.Name
			}
		}
	}
	return "", ""
}
