package report

import (
	"context"
	"errors"

	"labs.local/labs/internal/runner"
)

// Status is how a lab ended.
type Status string

// A lab is flaky that failed and passed at a later attempt. One with an error
// could not be taken to its end: an operation, its preparation or its clean-up
// failed.
const (
	Passed      Status = "passed"
	Flaky       Status = "flaky"
	Failed      Status = "failed"
	Errored     Status = "error"
	Interrupted Status = "interrupted"
	Skipped     Status = "skipped"
	NotRun      Status = "notRun"
)

// Status says how the lab ended.
func (l *Lab) Status() Status {
	switch {
	case l.NotFor != "":
		return Skipped
	case len(l.Attempts) == 0:
		return NotRun
	}
	last := l.last().Status
	if last == Passed && len(l.Attempts) > 1 {
		return Flaky
	}
	return last
}

// statusOf says what an attempt ended with.
func statusOf(err error) Status {
	var step *runner.StepError
	switch {
	case err == nil:
		return Passed
	case errors.Is(err, context.Canceled):
		return Interrupted
	case errors.As(err, &step) && step.Check != nil:
		return Failed
	}
	return Errored
}
