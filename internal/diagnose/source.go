package diagnose

import (
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// source is where a variable, or a file of a volume, has its text from.
type source struct {
	name     string
	field    *corev1.ObjectFieldSelector
	resource *corev1.ResourceFieldSelector
}

// otherSource says why a source gives another text than the wanted one.
// Once says that it was read when the container started.
func (s *scene) otherSource(ctx context.Context, c *corev1.Container, from source, want string, once bool) []i18n.Message {
	var text i18n.Message
	switch {
	case from.resource != nil:
		if d := s.division(ctx, from.name, from.resource, c); d != nil {
			text = d.explain(want)
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
	if right := fieldWith(s.pod, want); right != "" {
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
