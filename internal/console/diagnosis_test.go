package console_test

import (
	"errors"
	"slices"
	"testing"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// causes are two, and the first one ends with the lines of a log.
var causes = []i18n.Message{
	i18n.Text("container %s of %s exited with code %d (%s); its log ends with:\n  %s", "main", "pod/web", 3, "Error", "reading\n  no port"+hostile),
	i18n.Text("%s is being deleted: wait until it is gone, then create it again", "pod/web"),
}

func TestDiagnosesStandBelowWhatFailed(t *testing.T) {
	check := checked(1, "output contains line A", "expected line A, got B")
	check.Diagnosis = causes
	operation := finished("half\n")
	operation.Err, operation.Diagnosis = errors.New("broken"), causes
	testkit.Golden(t, "diagnosis-check.txt", summary(t, 60, check, failed(&lab.Check{}, "not shown again")))
	testkit.Golden(t, "diagnosis-operation.txt", summary(t, 60, operation, failed(nil, "broken")))
	testkit.Golden(t, "diagnosis-lesson.txt", lesson(60, func(l *console.Lesson) {
		l.Sink(operation)
		l.Sink(check)
		l.Sink(event.StepFinished{})
	}))
}

// TestACauseIsShownOnceWithWhatWaitsForIt has it so for a run and in a lesson.
func TestACauseIsShownOnceWithWhatWaitsForIt(t *testing.T) {
	root, other := &lab.Check{}, &lab.Check{}
	events := []event.Event{}
	for _, c := range []struct {
		statement string
		is, waits *lab.Check
	}{{"A is there", root, nil}, {"B is there", nil, root}, {"C is there", other, nil}, {"D is there", nil, root}, {"E is there", nil, other}} {
		e := checked(1, c.statement, "it is not")
		e.Check, e.WaitsFor = c.is, c.waits
		if c.is != nil {
			e.Diagnosis = causes[1:]
		}
		events = append(events, e)
	}
	testkit.Golden(t, "waits.txt", summary(t, 60, append(slices.Clone(events), failed(&lab.Check{}, "not shown again"))...)+
		lesson(60, func(l *console.Lesson) {
			for _, e := range events {
				l.Sink(e)
			}
			l.Sink(event.StepFinished{})
		}))
}
