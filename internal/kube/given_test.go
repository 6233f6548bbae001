package kube

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// deployment has a template with the image "Bad", and a status.
func deployment(kind, status string) string {
	return `{"kind": "` + kind + `", "apiVersion": "apps/v1", "metadata": {"name": "web", "namespace": "one-x", "uid": "d1", "generation": 2}, "spec": {"selector": {"matchLabels": {"a": "b"}},
		"template": {"spec": {"containers": [{"name": "app", "image": "Bad"}]}}}, "status": {` + status + `}}`
}

func podOf(image, reason, more string) string {
	return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "one-x"` + more + `}, "spec": {"containers": [{"name": "app", "image": "` + image + `"}]},
		"status": {"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "` + reason + `", "message": "m"}}}]}}`
}

func TestAWaitEndsWhereNoPodOfTheObjectCanRun(t *testing.T) {
	failure := func(message string) string {
		return `"observedGeneration": 2, "conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "` + message + `"}]`
	}
	const observed = `"observedGeneration": 2`
	const insecure = `pods \"web-\" is forbidden: violates PodSecurity \"restricted:latest\"`
	for name, test := range map[string]struct{ object, pod, want string }{
		"an invalid name":                   {deployment("Deployment", observed), podOf("Bad", "InvalidImageName", ""), "container app of pod/web cannot start: InvalidImageName: m"},
		"of a StatefulSet":                  {deployment("StatefulSet", observed), podOf("Bad", "InvalidImageName", ""), "container app of pod/web cannot start: InvalidImageName: m"},
		"of an older template":              {deployment("Deployment", observed), podOf("Worse", "InvalidImageName", ""), ""},
		"of an older generation":            {deployment("Deployment", `"observedGeneration": 1`), podOf("Bad", "InvalidImageName", ""), ""},
		"of a Pod that goes":                {deployment("Deployment", observed), podOf("Bad", "InvalidImageName", `, "deletionTimestamp": "2026-01-01T00:00:00Z"`), ""},
		"an image that may come yet":        {deployment("Deployment", observed), podOf("Bad", "ErrImagePull", ""), ""},
		"an image that may be brought":      {deployment("Deployment", observed), podOf("Bad", "ErrImageNeverPull", ""), ""},
		"what Pod Security forbids":         {deployment("Deployment", failure(insecure)), "", `its Pods cannot be created: FailedCreate: pods "web-" is forbidden: violates PodSecurity "restricted:latest"`},
		"forbidden, while an older one may": {deployment("Deployment", failure(insecure)), podOf("Good", "ContainerCreating", ""), ""},
		"a quota":                           {deployment("Deployment", failure("exceeded quota: q")), "", ""},
		"a ServiceAccount that may come":    {deployment("ReplicaSet", failure(`serviceaccount \"a\" not found`)), "", ""},
		"another kind":                      {strings.Replace(deployment("Deployment", observed), "apps/v1", "example.com/v1", 1), podOf("Bad", "InvalidImageName", ""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			objects := map[string]string{}
			if test.pod != "" {
				objects[webPath] = test.pod
			}
			c, _ := serve(t, objects)
			testkit.Equal(t, c.hopelessPods(t.Context(), object(t, test.object), "Available").String(), test.want)
			testkit.Equal(t, c.hopelessPods(t.Context(), object(t, test.object), "Progressing").String(), "")
		})
	}
}

func TestWhatKeepsPodsFromBeingMadeIsSeenLast(t *testing.T) {
	c, _ := serve(t, map[string]string{webPath: podOf("Bad", "ErrImagePull", "")})
	status := `"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "exceeded quota: q"}]`
	testkit.Equal(t, c.explain(object(t, deployment("Deployment", status))).String(), "its Pods could not be created: FailedCreate: exceeded quota: q; pod/web: container app is waiting: ErrImagePull: m")
}

func TestWhatEndsAWaitHasToStay(t *testing.T) {
	for change, want := range map[string]time.Duration{"": 0, "generation": 11 * time.Second, "a Pod that may run": 11 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			var last atomic.Pointer[unstructured.Unstructured]
			last.Store(object(t, deployment("Deployment", "")))
			began := time.Now()
			ctx, end := context.WithCancelCause(t.Context())
			(&Client{machine: &limit.Machine{Pace: 2}}).givenUp(ctx, &last, func(_ context.Context, o *unstructured.Unstructured) i18n.Message {
				if time.Since(began) == 10*time.Second && change == "generation" {
					last.Store(object(t, strings.Replace(deployment("Deployment", ""), `"generation": 2`, `"generation": 3`, 1)))
				}
				if time.Since(began) == 10*time.Second && change == "a Pod that may run" {
					return i18n.Message{}
				}
				return i18n.Text("it has ended: %s", "x")
			}, func(why i18n.Message) { end(i18n.Errorf("%v", why)) })
			testkit.Equal(t, testkit.Text(context.Cause(ctx)), "it has ended: x")
			testkit.Equal(t, time.Since(began), want+2*limit.Quiet)
		})
	}
}
