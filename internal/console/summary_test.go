package console_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// summary is what a run of some events prints, with 83 seconds until its end.
func summary(t *testing.T, width int, events ...event.Event) string {
	t.Helper()
	streams, out := output(width)
	synctest.Test(t, func(*testing.T) {
		s := console.NewSummary(streams, term.NewStatus(streams), course.Labs)
		for _, e := range events {
			s.Sink(e)
		}
		time.Sleep(83 * time.Second)
		s.Finish()
	})
	return out.String()
}

// failed is the end of the lab pods by a check or an operation.
func failed(check *lab.Check, text string) event.LabFinished {
	err := &runner.StepError{Lab: pods, Step: &pods.Steps[1], Check: check, Err: errors.New(text)}
	return event.LabFinished{Lab: pods, Steps: 1, Checks: 3, Err: err, Elapsed: 4 * time.Second}
}

var sidecarPassed = event.LabFinished{Lab: sidecar, Steps: 12, Checks: 1, Elapsed: 62 * time.Second}

func TestTheSummaryOfARunThatPasses(t *testing.T) {
	testkit.Golden(t, "passed.txt", summary(t, 80,
		event.StepStarted{Lab: pods, Step: &pods.Steps[0]},
		checked(0, "line a", ""),
		event.Notice{Lab: pods, Text: i18n.Foreign("port 8001 is taken")},
		event.LabFinished{Lab: pods, Steps: 2, Checks: 3, Elapsed: 340 * time.Millisecond},
		sidecarPassed,
	))
}

func TestTheSummaryTellsOfEveryFailingCheckOnce(t *testing.T) {
	statement := "output contains line POD_IP=10.0.0.7 and a word more than fits"
	events := []event.Event{
		checked(1, statement, "expected line POD_IP=10.0.0.7; closest match: POD_IP=\nsecond line of it"),
		checked(1, "exit code 0", ""),
		checked(1, "status 200", "expected status 200, got 403"),
		failed(&lab.Check{}, "not shown again"),
		sidecarPassed,
	}
	testkit.Golden(t, "failed-80.txt", summary(t, 80, events...))
	testkit.Golden(t, "failed-40.txt", summary(t, 40, events...))
}

func TestTheSummaryTellsOfAFailingOperation(t *testing.T) {
	testkit.Golden(t, "operation.txt", summary(t, 0, failed(nil, "wait 1m0s: pod/web is not Ready: container web is waiting")))
}

func TestTheSummaryTellsWhyALabWasSkipped(t *testing.T) {
	testkit.Golden(t, "skipped.txt", summary(t, 0, event.LabSkipped{Lab: pods, Version: "v1.29.4"}))
}

func TestNothingOfAPodSteersTheSummarysTerminal(t *testing.T) {
	out := summary(t, 40, checked(0, "line "+hostile, "expected "+hostile), failed(nil, hostile))
	noControl(t, out)
	if !strings.Contains(out, "goodbad") {
		t.Errorf("the text itself is gone: %s", out)
	}
}

func TestALiveSummaryShowsWhatRuns(t *testing.T) {
	streams, _ := output(80)
	streams.LiveErr = true
	synctest.Test(t, func(*testing.T) {
		s := console.NewSummary(streams, term.NewStatus(streams), course.Labs)
		s.Sink(event.StepStarted{Lab: pods, Step: &pods.Steps[1]})
		synctest.Wait()
		s.Finish()
	})
	testkit.Equal(t, streams.Err.(interface{ String() string }).String(), "\r\x1b[2K⠋ running pods/read (0s)\r\x1b[2K")
}
