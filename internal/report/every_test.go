package report_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// Why an event does not change a report.
const (
	itsParts = "what comes between it and its end is there"
	itsEnd   = "its end is there"
	harmless = "nothing has failed"
	inJSON   = "it is in the stream of events, for who wants to follow a run"
)

// row is an event with the reports that it changes, and why it does not change others.
type row struct {
	of                        event.Event
	junit, markdown, annotate string
}

// rows have each type of event; "" says that the report has to change.
func rows() map[string]row {
	step := &env.Steps[1]
	all := []row{
		{event.RunStarted{Cluster: "other", Image: "b", Labs: []*lab.Lab{volume}}, "", "", itsParts},
		{event.RunFinished{Elapsed: time.Hour}, "", "", itsParts},
		{event.RunFailed{Cluster: "other", Image: "b", Labs: []*lab.Lab{volume}, Err: errors.New("no room")}, "", "", ""},
		{event.LabStarted{Lab: volume, Namespace: "volume-x"}, "", "", itsEnd},
		{event.LabSkipped{Lab: volume, Version: "v1.2.3"}, "", "", harmless},
		{event.LabPrepared{Lab: env, Err: errors.New("no image")}, "", "", ""},
		{event.LabCleaned{Lab: env, Err: errors.New("still there")}, "", "", itsEnd},
		{event.LabKept{Lab: env, Namespace: "env-x"}, inJSON, inJSON, inJSON},
		{event.LabFinished{Lab: env, Err: errors.New("no"), Attempt: 1}, "", "", ""},
		{event.StepStarted{Lab: env, Step: step, Index: 1}, itsEnd, itsEnd, itsEnd},
		{event.StepReplayed{Lab: env, Step: step}, inJSON, inJSON, inJSON},
		{event.StepFinished{Lab: env, Step: step, Err: errors.New("no value")}, "", "", ""},
		{event.OperationStarted{Lab: env, Step: step, Command: "x"}, itsEnd, itsEnd, itsEnd},
		{event.OperationFinished{Lab: env, Step: step, Command: "x", Err: errors.New("no")}, "", "", "its step's end is there"},
		{event.CheckFinished{Lab: env, Step: step, Check: &step.Checks[0], Statement: i18n.Text("x"), Err: errors.New("no")}, "", "", "its step's end is there"},
		{event.Notice{Lab: env, Text: i18n.Text("x")}, inJSON, inJSON, inJSON},
		{event.MutantsStarted{Lab: volume, Total: 3}, "", "", itsEnd},
		{event.MutantFinished{Lab: env, Step: step, Mutant: "x", Outcome: event.Survived}, "", "", "mutants are not annotated"},
		{event.LabMutated{Lab: env, Survived: 1}, "", "", "mutants are not annotated"},
	}
	named := map[string]row{}
	for _, r := range all {
		named[reflect.TypeOf(r.of).Name()] = r
	}
	return named
}

// TestEveryEventIsInEveryReport or says why it is not.
func TestEveryEventIsInEveryReport(t *testing.T) {
	before := []event.Event{event.RunStarted{Cluster: "labs", Image: "a", Labs: []*lab.Lab{env, volume}}, event.LabStarted{Lab: env, Namespace: "env-x", Attempt: 1, Last: true}}
	for name, r := range rows() {
		after := append(slices.Clone(before), r.of)
		for format, why := range map[string]string{"json": "", "junit": r.junit, "markdown": r.markdown, "annotations": r.annotate} {
			made := func(events []event.Event) string { return written(t, format, options(), events) }
			if format == "annotations" {
				made = func(events []event.Event) string { return annotated(t, options(), events) }
			}
			if changed := made(after) != made(append(slices.Clone(before), nil)); changed != (why == "") {
				t.Errorf("%s in %s: changed is %v, %q", name, format, changed, why)
			}
		}
	}
}

func TestEveryTypeOfEventHasARow(t *testing.T) {
	// Lessons, whose events lesson.go has, have no reports.
	types := testkit.Implementers(t, "event", "../event/event.go", "../event/mutant.go")
	testkit.Equal(t, slices.Sorted(maps.Keys(rows())), types)
}
