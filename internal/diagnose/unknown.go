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
// containers that wait, its conditions that are not true, and its last events. Of
// one that is well it says nothing: what was expected and what came is all there is.
func unknown(ctx context.Context, s *scene) []i18n.Message {
	object := s.object
	if object == nil {
		return nil
	}
	facts := append(waiting(s.pod), conditions(object)...)
	facts = append(facts, lastEvents(s.events(ctx, object.GetNamespace(), object.GetUID()), len(facts) > 0)...)
	if len(facts) == 0 {
		return nil
	}
	return messages(i18n.Text("cause unknown; what is known of %s:\n  %s", s.subject, strings.Join(facts[:min(len(facts), most)], "\n  ")))
}

// waiting lists the containers that do not run, with why.
func waiting(pod *corev1.Pod) (found []string) {
	if pod == nil {
		return nil
	}
	for _, status := range statuses(pod) {
		if w := status.State.Waiting; w != nil {
			found = append(found, short(fmt.Sprintf("container %s of %s: %s %s", status.Name, reference(pod), w.Reason, w.Message)))
		}
	}
	return found
}

// noise are the conditions of a Pod that only follow from others.
var noise = []string{"PodReadyToStartContainers", "ContainersReady", "Initialized", "DisruptionTarget"}

// conditions lists those that are not true, with each reason once.
func conditions(object *unstructured.Unstructured) []string {
	items, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	var odd, found []string
	for _, item := range items {
		c, _ := item.(map[string]any)
		why := reason(c)
		if kind, _ := c["type"].(string); c["status"] != "True" && !slices.Contains(noise, kind) && (why == "" || !slices.Contains(found, why)) {
			found = append(found, why)
			odd = append(odd, short(fmt.Sprintf("%v is %v%s", c["type"], c["status"], why)))
		}
	}
	return odd
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
func lastEvents(events []*corev1.Event, unwell bool) []string {
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
	return lines
}
