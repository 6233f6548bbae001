package kube

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// hopeless says why a condition of an object cannot become true any more,
// whatever its controllers do; nothing where it may. What a controller
// replaces, as a StatefulSet its Pods, may become anything.
func hopeless(object *unstructured.Unstructured, condition string) i18n.Message {
	if metav1.GetControllerOf(object) != nil {
		return i18n.Message{}
	}
	switch object.GroupVersionKind().GroupKind().String() {
	case "Pod":
		return hopelessPod(object, condition)
	case "Job.batch":
		return finished(object, condition, "Failed", "Complete")
	case "Deployment.apps":
		return hopelessDeployment(object, condition)
	case "PersistentVolumeClaim":
		if phase(object) == string(corev1.ClaimLost) {
			return i18n.Text("it has lost its volume")
		}
	}
	return i18n.Message{}
}

// finished says that one of the conditions holds that an object ends with.
func finished(object *unstructured.Unstructured, condition string, ends ...string) i18n.Message {
	for _, end := range list(object, "status", "conditions") {
		name, _ := end["type"].(string)
		if slices.Contains(ends, name) && !strings.EqualFold(name, condition) && met(object, name) {
			return because(i18n.Text("it has ended: %s", name), end)
		}
	}
	return i18n.Message{}
}

// hopelessDeployment goes by what kubectl rollout status takes for the end.
func hopelessDeployment(object *unstructured.Unstructured, condition string) i18n.Message {
	for _, c := range list(object, "status", "conditions") {
		if c["type"] == "Progressing" && c["status"] == "False" && c["reason"] == "ProgressDeadlineExceeded" && strings.EqualFold(condition, "Available") {
			if observed, known, _ := unstructured.NestedInt64(object.Object, "status", "observedGeneration"); known && observed >= object.GetGeneration() {
				return because(i18n.Text("its rollout failed"), c)
			}
		}
	}
	return i18n.Message{}
}

// never are reasons for which a container waits that only another Pod, or
// another image on the node, would do away with.
var never = []string{"InvalidImageName", "ErrImageNeverPull"}

func hopelessPod(object *unstructured.Unstructured, condition string) i18n.Message {
	if !strings.EqualFold(condition, "Ready") && !strings.EqualFold(condition, "ContainersReady") {
		return i18n.Message{}
	}
	if podEnded(object) {
		status, _, _ := unstructured.NestedMap(object.Object, "status")
		return because(i18n.Text("the Pod has ended: %s", phase(object)), status)
	}
	for _, status := range slices.Concat(list(object, "status", "initContainerStatuses"), list(object, "status", "containerStatuses")) {
		waiting, _, _ := unstructured.NestedMap(status, "state", "waiting")
		if reason, _ := waiting["reason"].(string); slices.Contains(never, reason) {
			return because(i18n.Text("container %v cannot start", status["name"]), waiting)
		}
	}
	return i18n.Message{}
}

// podEnded says whether a Pod has ended for good.
func podEnded(object *unstructured.Unstructured) bool {
	p := corev1.PodPhase(phase(object))
	return object.GetKind() == "Pod" && (p == corev1.PodFailed || p == corev1.PodSucceeded)
}

func phase(object *unstructured.Unstructured) string {
	phase, _, _ := unstructured.NestedString(object.Object, "status", "phase")
	return phase
}

// givenUp ends a wait whose answer stands on the Pods that the object made. No
// operation of the lab runs beside the wait, but a script of it, the learner or
// a controller may still change the object: so it has to have stayed for a
// while, in one generation, and what came in between begins it anew.
func (c *Client) givenUp(ctx context.Context, last *atomic.Pointer[unstructured.Unstructured], look func(context.Context, *unstructured.Unstructured) i18n.Message, end func(why i18n.Message)) {
	var still *limit.Span
	stop := func() {}
	defer func() { stop() }()
	var generation int64
	for ; ctx.Err() == nil; sleep(ctx, longestPause) {
		object := last.Load()
		if object == nil {
			continue
		}
		switch why := look(ctx, object); {
		case why.IsZero():
			stop()
			still = nil
		case still == nil || generation != object.GetGeneration():
			stop()
			still, stop = limit.NewSpan(ctx, c.machine.Time(limit.Quiet))
			generation = object.GetGeneration()
		case still.Over():
			end(why)
		}
	}
}
