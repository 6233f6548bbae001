package kube

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestAConditionCountsForTheGenerationThatThereIs(t *testing.T) {
	for text, want := range map[string]bool{
		`{"metadata": {"generation": 2}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}`:                                                   true,
		`{"metadata": {}, "status": {"observedGeneration": 1, "conditions": [{"type": "ready", "status": "true"}]}}`:                                         true,
		`{"metadata": {"generation": 2}, "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True"}]}}`:                          false,
		`{"metadata": {"generation": 2}, "status": {"observedGeneration": 2, "conditions": [{"type": "Ready", "status": "True"}]}}`:                          true,
		`{"metadata": {"generation": 2}, "status": {"conditions": [{"type": "Ready", "status": "True", "observedGeneration": 1}]}}`:                          false,
		`{"metadata": {"generation": 2}, "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True", "observedGeneration": 2}]}}`: true,
		`{"metadata": {"generation": 2}, "status": {"conditions": [{"type": "Other", "status": "True"}]}}`:                                                   false,
		`{}`: false,
	} {
		if got := met(object(t, text), "Ready"); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

func TestAStatusMayBeBehindInAnyOfItsParts(t *testing.T) {
	for status, want := range map[string]int64{
		`{}`: 0, `{"observedGeneration": 3}`: 0, `{"observedGeneration": 1}`: 1,
		`{"conditions": [{"type": "Accepted", "observedGeneration": 2}, {"type": "Other", "observedGeneration": 1}]}`: 2,
		`{"parents": [{"conditions": [{"type": "Accepted", "observedGeneration": 2}]}]}`:                              2,
		`{"conditions": [{"type": "Other", "observedGeneration": 1}]}`:                                                0,
	} {
		o := object(t, `{"metadata": {"generation": 3}, "status": `+status+`}`)
		var got BehindError
		if behind := new(BehindError); errors.As(Behind(Object{}, o, func(c string) bool { return c == "Accepted" }), &behind) {
			got = *behind
		}
		testkit.Equal(t, got.Observed, want)
	}
}

func TestAWaitHeedsTheGeneration(t *testing.T) {
	older := strings.Replace(ready("True"), `"uid"`, `"generation": 2, "uid"`, 1)
	older = strings.Replace(older, `"conditions"`, `"observedGeneration": 1, "conditions"`, 1)
	c, a := serve(t, map[string]string{webPath: older})
	a.watched <- event("MODIFIED", strings.Replace(older, `"observedGeneration": 1`, `"observedGeneration": 2`, 1))
	seen := 0
	testkit.Must(t, c.Watch(t.Context(), Object{"pod/web", "one-x"}, func(o *unstructured.Unstructured) bool {
		seen++
		return met(o, "Ready")
	}))
	if seen < 2 {
		t.Error("the status of the older generation was taken")
	}
}

func TestAFieldOfAStatusIsThatOfTheGenerationThatThereIs(t *testing.T) {
	const text = `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "generation": 2, "uid": "u"}, "status": {"observedGeneration": %d, "podIP": "10.0.0.%[1]d"}}`
	c, a := serve(t, map[string]string{webPath: fmt.Sprintf(text, 1)})
	a.watched <- event("MODIFIED", fmt.Sprintf(text, 2))
	got, err := c.Field(t.Context(), Object{"pod/web", "one-x"}, "{.status.podIP}")
	testkit.Must(t, err)
	testkit.Equal(t, got, "10.0.0.2")

	c, _ = serve(t, map[string]string{webPath: fmt.Sprintf(text, 1)})
	got, err = c.Field(t.Context(), Object{"pod/web", "one-x"}, "{.metadata.name}")
	testkit.Must(t, err)
	testkit.Equal(t, got, "web")
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err = c.Field(ctx, Object{"pod/web", "one-x"}, "{.status.podIP}")
	testkit.Equal(t, testkit.Text(err), "context deadline exceeded: the controller of pod/web has not processed generation 2 yet; the status is from generation 1")
}

func condition(t *testing.T, name string) *goal {
	t.Helper()
	g, err := goalOf(Object{Reference: "pod/web"}, lab.Wait{Condition: name})
	testkit.Must(t, err)
	return g
}

func TestAWaitSaysWhatItsStatusIsOf(t *testing.T) {
	c, _ := serve(t, nil)
	o := object(t, `{"metadata": {"generation": 2}, "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True"}]}}`)
	testkit.Equal(t, c.why(Object{Reference: "pod/web"}, o, condition(t, "Ready")).String(), "the controller of pod/web has not processed generation 2 yet; the status is from generation 1")
	o = object(t, `{"metadata": {"deletionTimestamp": "2030-05-04T12:00:00Z", "finalizers": ["example.com/kept"]}}`)
	testkit.Equal(t, c.why(Object{}, o, condition(t, "Ready")).String(), "it is being deleted: finalizers not removed: example.com/kept")
}
