package console_test

import (
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// held is a check of the second step, held against an output.
func held(c lab.Check, out lab.Output) event.CheckFinished {
	return event.CheckFinished{Lab: pods, Step: &pods.Steps[1], Check: &c, Statement: check.Statement(&c), Err: check.Match(&c, out, nil)}
}

func TestAFailedCheckInChinese(t *testing.T) {
	line := held(lab.Check{Line: "POD_IP=10.0.0.8"}, lab.Output{Text: "POD_IP=10.0.0.7\nPOD_NAME=web\n"})
	status := held(lab.Check{Status: []int{401, 403}, Match: "Forbidden"}, lab.Output{Status: 200, Text: "{}"})
	tree := held(lab.Check{Object: "pod/web", Tree: map[string]any{"status": map[string]any{"phase": "Running"}}}, lab.Output{Text: `{"status": {"phase": "Pending"}}`})
	inChinese := func(width int) string {
		streams, out := output(width)
		streams.Language = i18n.NewPrinter("zh")
		lesson := console.NewLesson(streams, term.NewStatus(streams), course, "zh")
		lesson.Sink(event.Notice{Lab: pods, Text: i18n.Text("port %d is in use by another program; the proxy listens on port %d instead", 8001, 8002)})
		summary := console.NewSummary(streams, term.NewStatus(streams), course.Labs)
		for _, e := range []event.CheckFinished{line, status, tree} {
			lesson.Sink(e)
			summary.Sink(e)
		}
		lesson.Sink(event.StepFinished{})
		failed := &runner.StepError{Lab: pods, Step: &pods.Steps[1], Err: i18n.Errorf("start the proxy: %w", i18n.Errorf("ports %d to %d on 127.0.0.1 are all in use", 1, 20))}
		summary.Sink(event.LabFinished{Lab: pods, Steps: 1, Checks: 3, Err: failed, Elapsed: 4 * time.Second})
		summary.Sink(event.LabFinished{Lab: sidecar, Steps: 12, Checks: 1, Elapsed: 62 * time.Second})
		summary.Finish()
		return out.String()
	}
	synctest.Test(t, func(t *testing.T) {
		testkit.Golden(t, "chinese-40.txt", inChinese(40))
		testkit.Golden(t, "chinese-80.txt", inChinese(80))
	})
}
