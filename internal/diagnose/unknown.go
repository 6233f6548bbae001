package diagnose

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// unknown tells what there is to see of an object where no cause was found:
// its conditions and its last events.
func unknown(ctx context.Context, s *scene) []i18n.Message {
	object := s.object
	if object == nil {
		return nil
	}
	state := conditions(object)
	events := s.events(ctx, object.GetNamespace(), object.GetUID())
	switch last := lastEvents(events); {
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

// conditions lists those that are not true, with each reason once, or else
// all.
func conditions(object *unstructured.Unstructured) string {
	items, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	var all, odd, found []string
	for _, item := range items {
		c, _ := item.(map[string]any)
		all = append(all, fmt.Sprintf("%v is %v", c["type"], c["status"]))
		why := reason(c)
		if c["status"] != "True" && (why == "" || !slices.Contains(found, why)) {
			found = append(found, why)
			odd = append(odd, short(fmt.Sprintf("%v is %v%s", c["type"], c["status"], why)))
		}
	}
	if odd != nil {
		return strings.Join(odd, ", ")
	}
	return strings.Join(all, ", ")
}

func reason(condition map[string]any) string {
	for _, name := range []string{"message", "reason"} {
		if text, _ := condition[name].(string); text != "" {
			return " (" + text + ")"
		}
	}
	return ""
}

// lastEvents gives the newest warnings, or else the newest event.
func lastEvents(events []*corev1.Event) string {
	const shown = 2
	var lines []string
	for _, e := range events {
		if e.Type == corev1.EventTypeWarning && len(lines) < shown {
			lines = append(lines, short(e.Reason+": "+e.Message))
		}
	}
	if lines == nil && len(events) > 0 {
		lines = []string{short(events[0].Reason + ": " + events[0].Message)}
	}
	return strings.Join(lines, "\n  ")
}

func sortedKeys(fields map[string]any) []string { return slices.Sorted(maps.Keys(fields)) }
