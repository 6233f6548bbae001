package eventjson_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/testkit"
)

var (
	pods = &lab.Lab{
		Metadata: lab.Metadata{Name: "pods"}, Steps: []lab.Step{{Name: "create", Checks: []lab.Check{{Line: "a"}}, Solution: []lab.Operation{{Apply: "pod.yaml"}}}},
		Texts: map[string]*lab.Text{"en": {Title: "Pods", Intro: "All.", Sections: []lab.Section{
			{Step: "create", Title: "Create it", Body: "Do.", Hints: []string{"Look."}}, {Step: lab.Summary, Title: "Learnt", Body: "Pods run."},
		}}},
	}
	create = &pods.Steps[0]
	failed = errors.New("no\x1b[2J")
	stamps = regexp.MustCompile(`"time":"[^"]*"`)
)

// lessons are events of a lesson, with what their form says beside its head.
func lessons() []struct {
	of   event.Event
	want string
} {
	const step = `"lab":"pods","step":"create"`
	graded := event.TaskGraded{Lab: pods, Step: create, Explained: true, Checks: []event.CheckFinished{{
		Lab: pods, Step: create, Check: &create.Checks[0], Statement: i18n.Text("line %s", "a"), Err: failed, Diagnosis: []i18n.Message{i18n.Text("because")},
	}}}
	return []struct {
		of   event.Event
		want string
	}{
		{event.LessonShown{Lab: pods}, step + `,"index":0,"steps":1,"title":"Pods","intro":"All.","heading":"Create it","body":"Do.","task":true,"hints":1`},
		{event.CommandsShown{Lab: pods, Step: create, Commands: []string{"a b"}}, step + `,"commands":["a b"]`},
		{event.ActionsOffered{Offers: []event.Offer{{Action: event.Run, Label: i18n.Text("run it")}}}, `"actions":[{"action":"run","label":"run it"}]`},
		{event.ActionTaken{Action: event.Run}, `"action":"run"`},
		{event.ActionDeclined{}, ``},
		{event.ActionFailed{Err: failed}, `"error":"no"`},
		{event.Working{Text: i18n.Text("Checking")}, `"text":"Checking"`},
		{graded, step + `,"checks":[{"time":T,"type":"checkFinished",` + step + `,"index":0,"statement":"line a","position":{"file":"lab.yaml"},"passed":false,"error":"no","diagnosis":["because"],"elapsed":0}],"explained":true,"passed":false`},
		{event.HintShown{Lab: pods, Step: create}, step + `,"index":0,"text":"Look."`},
		{event.HintsMissing{Lab: pods, Step: create}, step},
		{event.SolutionShown{Lab: pods, Step: create, Commands: []string{"a"}, Manifests: []event.Manifest{{Name: "pod.yaml", Text: []byte("kind: Pod")}}}, step + `,"commands":["a"],"manifests":[{"name":"pod.yaml","text":"kind: Pod"}]`},
		{event.SolutionMissing{Lab: pods, Step: create}, step},
		{event.ConfirmationAsked{Action: event.Reset, Lab: pods, Objects: []string{"pod/web"}, Files: []string{"a.yaml"}}, `"lab":"pods","action":"reset","objects":["pod/web"],"files":["a.yaml"]`},
		{event.StepPassed{Lab: pods, Step: create}, step},
		{event.StepNotPassed{Lab: pods, Step: create}, step},
		{event.StepSkipped{Lab: pods, Step: create}, step},
		{event.StepReached{Lab: pods, Step: create}, step},
		{event.LessonPaused{Lab: pods, Step: create}, step},
		{event.LabPassed{Lab: pods, Spent: 90e9}, `"lab":"pods","summary":"Pods run.","spent":90`},
		{event.LabReset{Lab: pods}, `"lab":"pods"`},
		{event.CourseFinished{Passed: 3, Skipped: []string{"pods/create"}, Spent: 1e9}, `"passed":3,"skipped":["pods/create"],"spent":1`},
		{event.ProgressChanged{Overview: progress.Overview{Lab: pods, Labs: []progress.LabOverview{{Lab: pods, Steps: []progress.State{progress.Open}}}}},
			step + `,"labs":[{"name":"pods","title":"Pods","steps":[{"name":"create","heading":"Create it","state":"open"}]}]`},
		{event.CopyKept{ID: "1"}, `"copy":"1"`},
		{event.CopyRestored{ID: "1", Lab: pods}, `"lab":"pods","copy":"1"`},
		{event.NamespaceLost{Lab: pods, Namespace: "pods"}, `"lab":"pods"`},
		{event.ClusterLost{Err: failed}, `"error":"no"`},
		{event.Missed{From: 1, To: 2}, `"from":1,"to":2`},
	}
}

func TestTheFormOfALessonsEvents(t *testing.T) {
	encoder := &eventjson.Encoder{Texts: "en"}
	for _, test := range lessons() {
		text, err := json.Marshal(encoder.Line(test.of))
		testkit.Must(t, err)
		name := reflect.TypeOf(test.of).Name()
		head := `"type":"` + strings.ToLower(name[:1]) + name[1:] + `"`
		if test.want != "" {
			head += ","
		}
		testkit.Equal(t, stamps.ReplaceAllString(string(text), `"time":T`), `{"time":T,`+head+test.want+`}`)
	}
}

func TestEveryEventOfALessonHasAForm(t *testing.T) {
	packages, err := parser.ParseDir(token.NewFileSet(), "../event", nil, 0)
	testkit.Must(t, err)
	declared := map[string]bool{}
	for _, name := range []string{"../event/lesson.go", "../event/log.go"} {
		ast.Inspect(packages["event"].Files[name], func(n ast.Node) bool {
			if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name == "event" && f.Recv != nil {
				declared[f.Recv.List[0].Type.(*ast.Ident).Name] = true
			}
			return true
		})
	}
	formed := map[string]bool{}
	for _, test := range lessons() {
		formed[reflect.TypeOf(test.of).Name()] = true
	}
	testkit.Equal(t, slices.Sorted(maps.Keys(formed)), slices.Sorted(maps.Keys(declared)))
}
