package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// events gives a line for each event of a namespace, the oldest first.
func (c *Collector) events(ctx context.Context, namespace string) (string, error) {
	events, err := list[corev1.Event](ctx, c.Cluster, "events", namespace)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(events, func(a, b corev1.Event) int { return last(a).Compare(last(b)) })
	var text strings.Builder
	for _, e := range events {
		fmt.Fprintf(&text, "%s %s %s %s/%s %s\n", last(e).UTC().Format(time.RFC3339), e.Type, e.Reason,
			strings.ToLower(e.InvolvedObject.Kind), e.InvolvedObject.Name, strings.Join(strings.Fields(e.Message), " "))
	}
	return text.String(), nil
}

// last is when an event happened last: which field has it depends on who
// reports it.
func last(e corev1.Event) time.Time {
	switch {
	case e.Series != nil:
		return e.Series.LastObservedTime.Time
	case !e.LastTimestamp.IsZero():
		return e.LastTimestamp.Time
	case !e.EventTime.IsZero():
		return e.EventTime.Time
	}
	return e.CreationTimestamp.Time
}
