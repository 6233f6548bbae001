package kube

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestAWaitEndsWhereTheAnswerIsKnown(t *testing.T) {
	pod := func(status string) string { return `{"kind": "Pod", "apiVersion": "v1", "status": {` + status + `}}` }
	waiting := func(list, reason string) string {
		return pod(`"phase": "Pending", "` + list + `": [{"name": "app", "state": {"waiting": {"reason": "` + reason + `", "message": "m"}}}]`)
	}
	job := func(condition string) string {
		return `{"kind": "Job", "apiVersion": "batch/v1", "status": {"conditions": [{"type": "` + condition + `", "status": "True", "reason": "BackoffLimitExceeded", "message": "m"}]}}`
	}
	rollout := func(generation string) string {
		return `{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"generation": ` + generation + `}, "status": {"observedGeneration": 2, "conditions": [
			{"type": "Available", "status": "False"}, {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "m"}]}}`
	}
	for _, test := range []struct{ text, condition, want string }{
		{pod(`"phase": "Failed", "reason": "Evicted", "message": "no room"`), "Ready", "the Pod has ended: Failed: Evicted: no room"},
		{pod(`"phase": "Succeeded"`), "ContainersReady", "the Pod has ended: Succeeded"},
		{pod(`"phase": "Succeeded"`), "Initialized", ""},
		{pod(`"phase": "Pending"`), "Ready", ""},
		{strings.Replace(pod(`"phase": "Failed"`), `"status"`, `"metadata": {"ownerReferences": [{"kind": "StatefulSet", "name": "web", "controller": true}]}, "status"`, 1), "Ready", ""},
		{waiting("containerStatuses", "InvalidImageName"), "Ready", "container app cannot start: InvalidImageName: m"},
		{waiting("initContainerStatuses", "ErrImageNeverPull"), "Ready", "container app cannot start: ErrImageNeverPull: m"},
		{waiting("containerStatuses", "ImagePullBackOff"), "Ready", ""},
		{waiting("containerStatuses", "CreateContainerConfigError"), "Ready", ""},
		{job("Failed"), "Complete", "it has ended: Failed: BackoffLimitExceeded: m"},
		{job("Complete"), "Failed", "it has ended: Complete: BackoffLimitExceeded: m"},
		{job("Suspended"), "Complete", ""},
		{rollout("2"), "Available", "its rollout failed: ProgressDeadlineExceeded: m"},
		{rollout("3"), "Available", ""},
		{rollout("2"), "Progressing", ""},
		{`{"kind": "PersistentVolumeClaim", "apiVersion": "v1", "status": {"phase": "Lost"}}`, "Resizing", "it has lost its volume"},
		{`{"kind": "Pod", "apiVersion": "example.com/v1", "status": {"phase": "Failed"}}`, "Ready", ""},
	} {
		testkit.Equal(t, hopeless(object(t, test.text), test.condition).String(), test.want)
	}
	c, _ := serve(t, map[string]string{webPath: strings.Replace(ready("False"), `"conditions"`, `"phase": "Failed", "conditions"`, 1)})
	testkit.Equal(t, testkit.Text(c.WaitFor(t.Context(), Object{"pod/web", "one-x"}, lab.Wait{Condition: "Ready"})), "pod/web will not become Ready: the Pod has ended: Failed")
}

// stuck is the Pod while it is being deleted, with some finalizers.
func stuck(finalizers string) string {
	return strings.Replace(ready("True"), `"uid"`, `"deletionTimestamp": "2030-05-04T12:00:00Z", "deletionGracePeriodSeconds": 0, "finalizers": [`+finalizers+`], "uid"`, 1)
}

func TestADeletionNamesTheFinalizerThatKeepsTheObject(t *testing.T) {
	o := object(t, stuck(`"example.com/kept"`))
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := (&Client{machine: &limit.Machine{Pace: 2}}).stays(t.Context(), Object{"pod/web", "one-x"}, "u1", func(ctx context.Context, _ Object, done func(*unstructured.Unstructured) bool) error {
			done(o)
			time.Sleep(20 * time.Second)
			done(o) // something changes
			<-ctx.Done()
			return context.Cause(ctx)
		})
		testkit.Equal(t, testkit.Text(err), "pod/web still exists, although its deletion was requested: finalizers not removed: example.com/kept")
		testkit.Equal(t, time.Since(began), 20*time.Second+2*limit.Quiet)
	})
}

func TestADeletionWaitsForKubernetesOwnFinalizers(t *testing.T) {
	for _, finalizers := range []string{`"kubernetes.io/pvc-protection"`, `"foregroundDeletion"`, `"batch.kubernetes.io/job-tracking", "example.com/kept"`, ``} {
		o := object(t, stuck(finalizers))
		testkit.Equal(t, (&Client{}).quiet(o).Duration, long)
	}
	for _, finalizers := range []string{`"example.com/kept"`, `"kept"`} {
		o := object(t, stuck(finalizers))
		testkit.Equal(t, (&Client{machine: &limit.Machine{Pace: 3}}).quiet(o).Duration, 3*limit.Quiet)
	}
	c, a := serve(t, map[string]string{webPath: stuck(`"kubernetes.io/x"`)})
	a.kept = []string{webPath}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	err := c.Delete(ctx, Object{"pod/web", "one-x"}, -1)
	testkit.Equal(t, testkit.Text(err), "pod/web still exists, although its deletion was requested: finalizers not removed: kubernetes.io/x")
}
