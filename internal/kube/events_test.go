package kube_test

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/testkit"
)

func TestEventsOfOneSecondAreInTheOrderTheyWereMadeIn(t *testing.T) {
	second := time.Date(2030, 5, 4, 12, 0, 0, 0, time.UTC)
	scheduled := &corev1.Event{ObjectMeta: metav1.ObjectMeta{Name: "web.17a1"}, EventTime: metav1.NewMicroTime(second.Add(900 * time.Millisecond))}
	started := &corev1.Event{ObjectMeta: metav1.ObjectMeta{Name: "web.17b2"}, LastTimestamp: metav1.NewTime(second)}
	repeated := &corev1.Event{ObjectMeta: metav1.ObjectMeta{Name: "web.17a0"}, EventTime: scheduled.EventTime,
		Series: &corev1.EventSeries{LastObservedTime: metav1.NewMicroTime(second.Add(2 * time.Second))}}
	testkit.Equal(t, kube.InOrder(scheduled, started), -1)
	testkit.Equal(t, kube.InOrder(repeated, started), 1)
}
