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
		return tell(i18n.Text("of %s is known: %s", s.subject, state))
	case state == "":
		return tell(i18n.Text("the last events of %s:\n  %s", s.subject, last))
	default:
		return tell(i18n.Text("of %s is known: %s; its last events:\n  %s", s.subject, state, last))
	}
}

// conditions lists those that are not true with their reasons, or else all.
func conditions(object *unstructured.Unstructured) string {
	items, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	var all, odd []string
	for _, item := range items {
		c, _ := item.(map[string]any)
		text := fmt.Sprintf("%v is %v", c["type"], c["status"])
		all = append(all, text)
		if c["status"] != "True" {
			odd = append(odd, short(strings.TrimRight(fmt.Sprintf("%s (%s: %s", text, str(c["reason"]), str(c["message"])), ": ")+")"))
		}
	}
	if odd != nil {
		return strings.Join(odd, ", ")
	}
	return strings.Join(all, ", ")
}

func str(value any) string {
	text, _ := value.(string)
	return text
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
