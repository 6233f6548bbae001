package kube_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/testkit"
)

const theNodes = `{"kind": "NodeList", "apiVersion": "v1", "items": [
	{"metadata": {"name": "a"}, "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "110"}}},
	{"metadata": {"name": "b"}, "spec": {"taints": [{"key": "x", "effect": "NoSchedule"}]}, "status": {"allocatable": {"cpu": "8"}}},
	{"metadata": {"name": "c"}, "spec": {"unschedulable": true}, "status": {"allocatable": {"cpu": "8"}}}]}`

const thePods = `{"kind": "PodList", "apiVersion": "v1", "items": [
	{"metadata": {"name": "runs"}, "spec": {"nodeName": "a", "initContainers": [{"resources": {"requests": {"cpu": "700m"}}}], "containers": [
		{"resources": {"requests": {"cpu": "250m", "memory": "1Gi"}}}, {"resources": {"requests": {"cpu": "50m"}}}]}},
	{"metadata": {"name": "elsewhere"}, "spec": {"nodeName": "b", "containers": [{"resources": {"requests": {"cpu": "1"}}}]}},
	{"metadata": {"name": "ends", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"nodeName": "a", "containers": [{"resources": {"requests": {"cpu": "1"}}}]}}]}`

// TestRoomIsWhatTheNodesHaveLeft has a node whose Pod takes as much as its init
// container, which is more than its others together, and two that take no Pods.
func TestRoomIsWhatTheNodesHaveLeft(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer := theNodes
		if strings.HasSuffix(r.URL.Path, "/pods") {
			answer = thePods
		}
		_, _ = w.Write([]byte(answer))
	}))
	defer server.Close()
	client, err := kube.New(testkit.Kubeconfig(t, server.URL, nil))
	testkit.Must(t, err)
	room, err := client.Room(t.Context())
	testkit.Must(t, err)
	if len(room) != 1 {
		t.Fatalf("room on %d nodes, want 1: %v", len(room), room)
	}
	got := []string{}
	for _, name := range []corev1.ResourceName{"cpu", "memory", "pods"} {
		have := room[0][name]
		got = append(got, have.String())
	}
	testkit.Equal(t, got, []string{"1300m", "3Gi", "109"})
}
