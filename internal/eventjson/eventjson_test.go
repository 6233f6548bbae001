package eventjson_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/testkit"
)

var (
	pods   = &lab.Lab{Metadata: lab.Metadata{Name: "pods"}, Steps: []lab.Step{{Name: "create", Checks: []lab.Check{{Line: "a"}}}}}
	create = &pods.Steps[0]
	errBad = errors.New("no\x1b[2J")
)

// forms are events of a lesson, one of each type at least, with their fields.
func forms() []form {
	graded := event.TaskGraded{Lab: pods, Step: create, Explained: true, Checks: []event.CheckFinished{{
		Lab: pods, Step: create, Check: &create.Checks[0], Statement: i18n.Text("line %s", "a"), Err: errBad, Diagnosis: []i18n.Message{i18n.Text("because")},
	}}}
	overview := progress.Overview{Lab: pods, Labs: []progress.LabOverview{{Lab: pods, Steps: []progress.State{progress.Open}}}}
	const step = `{"lab": "pods", "step": "create"}`
	return []form{
		{event.LessonShown{Lab: pods, Index: 1}, `{"lab": "pods", "index": 1}`},
		{event.CommandsShown{Lab: pods, Step: create, Commands: []string{"a b"}}, `{"lab": "pods", "step": "create", "commands": ["a b"]}`},
		{event.ActionsOffered{Offers: []event.Offer{{Action: event.Run, Label: i18n.Text("run it")}}}, `{"offers": [{"action": "run", "label": "run it"}]}`},
		{event.ActionsOffered{}, `{"offers": []}`},
		{event.ActionDeclined{}, `{}`},
		{event.ActionFailed{Err: errBad}, `{"err": "no"}`},
		{event.ClusterLost{}, `{"err": null}`},
		{event.SolutionShown{Lab: pods, Step: create, Commands: []string{"a"}, Manifests: []event.Manifest{{Name: "pod.yaml", Text: []byte("kind: Pod")}}},
			`{"lab": "pods", "step": "create", "commands": ["a"], "manifests": [{"name": "pod.yaml", "text": "kind: Pod"}]}`},
		{event.LabPassed{Lab: pods, Spent: 90 * time.Second}, `{"lab": "pods", "spent": 90}`},
		{event.ProgressChanged{Overview: overview}, `{"lab": "pods", "index": 0, "labs": [{"lab": "pods", "steps": ["open"]}]}`},
		{event.ProgressChanged{}, `{"lab": null, "index": 0, "labs": []}`},
		{event.Missed{From: 1, To: 2}, `{"from": 1, "to": 2}`},
		{event.ActionTaken{Action: event.Run}, `{"action": "run"}`},
		{event.Working{Text: i18n.Text("Checking")}, `{"text": "Checking"}`},
		{event.HintShown{Lab: pods, Step: create, Index: 1}, `{"lab": "pods", "step": "create", "index": 1}`},
		{event.HintsMissing{Lab: pods, Step: create}, step},
		{event.SolutionMissing{Lab: pods, Step: create}, step},
		{event.StepPassed{Lab: pods, Step: create}, step},
		{event.StepNotPassed{Lab: pods, Step: create}, step},
		{event.StepSkipped{Lab: pods, Step: create}, step},
		{event.StepReached{Lab: pods, Step: create}, step},
		{event.LessonPaused{Lab: pods, Step: create}, step},
		{event.LabReset{Lab: pods}, `{"lab": "pods"}`},
		{event.NamespaceLost{Lab: pods, Namespace: "pods"}, `{"lab": "pods", "namespace": "pods"}`},
		{event.BackupSaved{ID: "1"}, `{"id": "1"}`},
		{event.BackupRestored{ID: "1", Lab: pods}, `{"id": "1", "lab": "pods"}`},
		{event.CourseFinished{Passed: 3, Skipped: []string{"pods/create"}, Spent: time.Second}, `{"passed": 3, "skipped": ["pods/create"], "spent": 1}`},
		{event.ConfirmationAsked{Action: event.Reset, Lab: pods, Objects: []string{"pod/web"}}, `{"action": "reset", "lab": "pods", "objects": ["pod/web"], "files": []}`},
		{graded, `{"lab": "pods", "step": "create", "explained": true, "passed": false, "checks": [{"type": "checkFinished", "lab": "pods", "step": "create", "index": 0,
			"statement": "line a", "position": {"file": "lab.yaml"}, "passed": false, "error": "no", "diagnosis": ["because"], "elapsed": 0}]}`},
	}
}

func TestTheFormOfAnEventIsItsFields(t *testing.T) {
	for _, test := range forms() {
		got := object(t, (&eventjson.Encoder{}).Line(test.of))
		name := reflect.TypeOf(test.of).Name()
		testkit.Equal(t, got["type"], any(strings.ToLower(name[:1])+name[1:]))
		delete(got, "type")
		testkit.Equal(t, got, object(t, json.RawMessage(test.want)))
	}
}

// form is an event with the fields of its form, beside its head.
type form struct {
	of   event.Event
	want string
}

func TestEveryEventOfALessonHasAForm(t *testing.T) {
	formed := map[string]bool{}
	for _, test := range forms() {
		formed[reflect.TypeOf(test.of).Name()] = true
	}
	testkit.Equal(t, slices.Sorted(maps.Keys(formed)), testkit.Implementers(t, "event", "../event/lesson.go", "../event/log.go"))
}

// object is what a value is in JSON, without times.
func object(t *testing.T, value any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	testkit.Must(t, err)
	var object map[string]any
	testkit.Must(t, json.Unmarshal(text, &object))
	delete(object, "time")
	if checks, ok := object["checks"].([]any); ok {
		delete(checks[0].(map[string]any), "time")
	}
	return object
}
