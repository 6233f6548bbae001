package kube

import (
	"cmp"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Seen is when an event happened last. Which field has it depends on who
// reports it: the scheduler's, say, have no LastTimestamp.
func Seen(e *corev1.Event) time.Time {
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

// InOrder compares events by when they happened. Some reporters write whole
// seconds only; the names of an object's events end in the nanosecond that
// each was made in (client-go's tools/record and tools/events).
func InOrder(a, b *corev1.Event) int {
	return cmp.Or(Seen(a).Truncate(time.Second).Compare(Seen(b).Truncate(time.Second)), cmp.Compare(a.Name, b.Name))
}
