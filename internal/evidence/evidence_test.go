package evidence

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/testkit"
)

// fake is a cluster that has some objects, as YAML, and notes what it is asked.
type fake struct {
	objects map[string][]string
	fault   error
	log     string
	asked   []string
}

func (f *fake) List(_ context.Context, kind, namespace string) (all []unstructured.Unstructured, err error) {
	f.asked = append(f.asked, kind+" in "+namespace)
	for _, text := range f.objects[kind] {
		var object unstructured.Unstructured
		if err := yaml.Unmarshal([]byte(text), &object.Object); err != nil {
			return nil, err
		}
		all = append(all, object)
	}
	return all, f.fault
}

func (f *fake) Describe(_ context.Context, namespace, pod string) (string, error) {
	return "Name: " + pod, f.fault
}

func (f *fake) Logs(_ context.Context, namespace, pod, container string, previous bool, lines, _ int64) (string, error) {
	if container == "waits" {
		return "", errors.New("container waits is waiting to start")
	}
	return fmt.Sprintf("%s%d of %s/%s %s, previous: %v", f.log, lines, namespace, pod, container, previous), nil
}

const (
	readyPod   = `{metadata: {name: a, namespace: ns}, spec: {containers: [{name: main}]}, status: {conditions: [{type: Ready, status: "True"}]}}`
	donePod    = `{metadata: {name: b, namespace: ns}, status: {phase: Succeeded, conditions: [{type: Ready, status: "False"}]}}`
	crashedPod = `{metadata: {name: c, namespace: ns}, spec: {initContainers: [{name: first}], containers: [{name: main}, {name: waits}]},
  status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: main, restartCount: 2}]}}`
)

func collect(t *testing.T, f *fake) []event.Evidence {
	t.Helper()
	return (&Collector{Cluster: f}).Collect(t.Context(), "ns")
}

func names(all []event.Evidence) (names []string) {
	for _, e := range all {
		names = append(names, e.Name)
	}
	return names
}

func TestWhatIsNotReadyComesFirst(t *testing.T) {
	f := &fake{objects: map[string][]string{"pods": {readyPod, donePod, crashedPod}}}
	testkit.Equal(t, collect(t, f), []event.Evidence{
		{Name: "events", Text: "nothing"},
		{Name: "describe pod/c", Text: "Name: c"},
		{Name: "describe pod/a", Text: "Name: a"},
		{Name: "describe pod/b", Text: "Name: b"},
		{Name: "logs pod/c first", Text: "50 of ns/c first, previous: false"},
		{Name: "previous logs pod/c main", Text: "50 of ns/c main, previous: true"},
		{Name: "logs pod/c main", Text: "50 of ns/c main, previous: false"},
		{Name: "logs pod/c waits", Text: "not available: container waits is waiting to start"},
		{Name: "logs pod/a main", Text: "50 of ns/a main, previous: false"},
	})
	testkit.Equal(t, f.asked, []string{"events in ns", "pods in ns"})
}

func TestTheOldestEventComesFirst(t *testing.T) {
	f := &fake{objects: map[string][]string{"events": {
		`{lastTimestamp: "2026-01-01T00:00:03Z", type: Warning, reason: Failed, message: "no\nimage", involvedObject: {kind: Pod, name: web}}`,
		`{eventTime: "2026-01-01T00:00:01.000000Z", type: Normal, reason: Scheduled, message: to a node, involvedObject: {kind: Pod, name: web}}`,
		`{eventTime: "2026-01-01T00:00:00.000000Z", series: {count: 2, lastObservedTime: "2026-01-01T00:00:04.000000Z"}, type: Normal, reason: Again, involvedObject: {kind: Job, name: j}}`,
		`{metadata: {creationTimestamp: "2026-01-01T00:00:02Z"}, type: Normal, reason: Pulling, involvedObject: {kind: Pod, name: web}}`,
	}}}
	testkit.Equal(t, collect(t, f)[0].Text, "2026-01-01T00:00:01Z Normal Scheduled pod/web to a node\n"+
		"2026-01-01T00:00:02Z Normal Pulling pod/web \n"+
		"2026-01-01T00:00:03Z Warning Failed pod/web no image\n"+
		"2026-01-01T00:00:04Z Normal Again job/j \n")
}

func TestWhatCannotBeHadIsSaid(t *testing.T) {
	testkit.Equal(t, collect(t, &fake{fault: errors.New("gone")}), []event.Evidence{
		{Name: "events", Text: "not available: gone"},
		{Name: "pods", Text: "not available: gone"},
	})
}

func TestEvidenceIsBounded(t *testing.T) {
	many := `{metadata: {name: p%d, namespace: ns}, spec: {containers: [{name: a}, {name: b}, {name: c}, {name: d}]}}`
	f := &fake{objects: map[string][]string{}, log: strings.Repeat("é\xff"+strings.Repeat("x", 100)+"\n", 300)}
	for i := range 9 {
		f.objects["pods"] = append(f.objects["pods"], fmt.Sprintf(many, i))
	}
	all := collect(t, f)
	testkit.Equal(t, len(all), itemLimit)
	testkit.Equal(t, names(all)[1:7], []string{"describe pod/p0", "describe pod/p1", "describe pod/p2", "describe pod/p3", "describe pod/p4", "logs pod/p0 a"})
	for _, e := range all {
		if len(e.Text) > textLimit || !utf8.ValidString(e.Text) {
			t.Errorf("%s: %d bytes, valid: %v", e.Name, len(e.Text), utf8.ValidString(e.Text))
		}
	}
	if text := all[6].Text; !strings.HasPrefix(text, "[…]\né") || !strings.HasSuffix(text, "previous: false") {
		t.Errorf("got %.20q ... %.20q", text, text[len(text)-20:])
	}
}

func TestEveryContainerIsLookedAt(t *testing.T) {
	const pod = `{metadata: {name: x, namespace: ns}, spec: {initContainers: [{name: i}], containers: [{name: c}], ephemeralContainers: [{name: e}]}, status: {initContainerStatuses: [{name: i, restartCount: 1}]}}`
	f := &fake{objects: map[string][]string{"pods": {pod}}}
	testkit.Equal(t, names(collect(t, f))[2:], []string{"previous logs pod/x i", "logs pod/x i", "logs pod/x c", "logs pod/x e"})
}
