package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/kube"
)

// events gives a line for each event of a namespace, the oldest first.
func (c *Collector) events(ctx context.Context, namespace string) (string, error) {
	events, err := list[corev1.Event](ctx, c.Cluster, "events", namespace)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(events, func(a, b corev1.Event) int { return kube.InOrder(&a, &b) })
	var text strings.Builder
	for _, e := range events {
		fmt.Fprintf(&text, "%s %s %s %s/%s %s\n", kube.Seen(&e).UTC().Format(time.RFC3339), e.Type, e.Reason,
			strings.ToLower(e.InvolvedObject.Kind), e.InvolvedObject.Name, strings.Join(strings.Fields(e.Message), " "))
	}
	return text.String(), nil
}
