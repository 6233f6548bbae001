package kube

import (
	"fmt"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"

	"labs.local/labs/internal/testkit"
)

// object reads one from JSON.
func object(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	o := &unstructured.Unstructured{}
	testkit.Must(t, json.Unmarshal([]byte(text), &o.Object))
	return o
}

// pod is one with a status.
func pod(status string) string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "one-x", "uid": "u1"}, "spec": {"containers": [{"name": "main"}]}, "status": %s}`, status)
}

const (
	notReady     = `{"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "containers with unready status: [web]"}`
	neverPull    = `{"name": "web", "state": {"waiting": {"reason": "ErrImageNeverPull", "message": "Container image \"localhost/web:v1\" is not present with pull policy of Never"}}}`
	crash        = `{"name": "web", "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s restarting failed container"}}}`
	ended        = `{"name": "log", "state": {"terminated": {"reason": "Error", "exitCode": 1}}}`
	runs         = `{"name": "ok", "state": {"running": {"startedAt": "2030-05-04T12:00:00Z"}}}`
	unscheduable = `{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes are available: 1 Insufficient cpu."}`
)

func TestAnObjectThatIsNotRightIsExplained(t *testing.T) {
	c, _ := serve(t, nil)
	for status, want := range map[string]string{
		`{"containerStatuses": [` + runs + `,` + neverPull + `], "conditions": [` + notReady + `]}`: `container web is waiting: ErrImageNeverPull: Container image "localhost/web:v1" is not present with pull policy of Never`,
		`{"containerStatuses": [` + crash + `,` + ended + `]}`:                                      "container web is waiting: CrashLoopBackOff: back-off 10s restarting failed container; container log is terminated: Error",
		`{"conditions": [{"type": "Initialized", "status": "True"}, ` + unscheduable + `]}`:         "PodScheduled is False: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.",
		`{"containerStatuses": [` + runs + `], "conditions": [` + notReady + `]}`:                   "Ready is False: ContainersNotReady: containers with unready status: [web]",
		`{"conditions": [{"type": "Ready", "status": "Unknown"}]}`:                                  "Ready is Unknown",
		`{"phase": "Running"}`:                            "its status gives no reason",
		`{"conditions": "odd", "containerStatuses": [3]}`: "its status gives no reason",
	} {
		testkit.Equal(t, c.explain(object(t, pod(status))).String(), want)
	}
	testkit.Equal(t, c.explain(nil).String(), "it does not exist")
}

func TestTheExplanationEndsWithTheLastWarning(t *testing.T) {
	warning := func(reason, times string) string {
		return fmt.Sprintf(`{"metadata": {"name": %[1]q}, "type": "Warning", "reason": %[1]q, "message": "because", %s}`, reason, times)
	}
	const early, late = `"lastTimestamp": "2030-05-04T12:00:00Z"`, `"lastTimestamp": "2030-05-04T12:00:09Z"`
	const atEvent = `"eventTime": "2030-05-04T12:00:05.000000Z"` // of reporters that count no repetitions
	for name, test := range map[string]struct {
		events map[string]string
		want   string
	}{
		"one":          {map[string]string{"a": warning("Failed", early)}, "Failed"},
		"last of two":  {map[string]string{"a": warning("BackOff", late), "b": warning("Failed", early)}, "BackOff"},
		"of two kinds": {map[string]string{"a": warning("FailedMount", early), "b": warning("FailedScheduling", atEvent)}, "FailedScheduling"},
	} {
		t.Run(name, func(t *testing.T) {
			events := map[string]string{"/api/v1/namespaces/other/events/x": warning("Other", late)}
			for key, event := range test.events {
				events["/api/v1/namespaces/one-x/events/"+key] = event
			}
			c, _ := serve(t, events)
			testkit.Equal(t, c.explain(object(t, pod(`{"conditions": [{"type": "Ready", "status": "False"}]}`))).String(),
				"Ready is False; last warning: "+test.want+": because")
		})
	}
}
