package diagnose

import (
	"context"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// unknown reports what there is to see of an object where no cause was found: its
// conditions that are not true, and its last events. Of one that is well it says nothing.
func unknown(ctx context.Context, s *scene) []i18n.Message {
	object := s.object
	if object == nil {
		return nil
	}
	state := conditions(object)
	last := lastEvents(s.events(ctx, object.GetNamespace(), object.GetUID()), state != "")
	switch {
	case state == "" && last == "":
		return nil
	case last == "":
		return messages(i18n.Text("conditions of %s: %s", s.subject, state))
	case state == "":
		return messages(i18n.Text("the last events of %s:\n  %s", s.subject, last))
	default:
		return messages(i18n.Text("conditions of %s: %s; last events:\n  %s", s.subject, state, last))
	}
}

// conditions lists those that are not true, with each reason once.
func conditions(object *unstructured.Unstructured) string {
	items, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	var odd, found []string
	for _, item := range items {
		c, _ := item.(map[string]any)
		why := reason(c)
		if c["status"] != "True" && (why == "" || !slices.Contains(found, why)) {
			found = append(found, why)
			odd = append(odd, short(fmt.Sprintf("%v is %v%s", c["type"], c["status"], why)))
		}
	}
	return strings.Join(odd, ", ")
}

func reason(condition map[string]any) string {
	for _, name := range []string{"message", "reason"} {
		if text, _ := condition[name].(string); text != "" {
			return " (" + text + ")"
		}
	}
	return ""
}

// lastEvents gives the newest warnings, or else, of an object that is not well, the newest event.
func lastEvents(events []*corev1.Event, unwell bool) string {
	const shown = 2
	var lines []string
	for _, e := range events {
		if e.Type == corev1.EventTypeWarning && len(lines) < shown {
			lines = append(lines, short(e.Reason+": "+e.Message))
		}
	}
	if lines == nil && unwell && len(events) > 0 {
		lines = []string{short(events[0].Reason + ": " + events[0].Message)}
	}
	return strings.Join(lines, "\n  ")
}
