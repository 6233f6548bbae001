package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
)

// Tree is all that the runs of the labs gave, one run for each cluster.
type Tree struct{ Runs []*Run }

// Run is one cluster.
type Run struct {
	event.RunStarted
	Started time.Time
	Elapsed time.Duration
	Labs    []*Lab
	// Err is why not all labs could be run, where that is no fault of theirs.
	Err error
}

// Lab is one lab in a run.
type Lab struct {
	Lab *lab.Lab
	// NotFor is the cluster's version where the lab is not written for it.
	NotFor   string
	Started  time.Time
	Attempts []*Attempt
}

// Attempt is a lab taken once, from its preparation to its clean-up.
type Attempt struct {
	Namespace string
	Started   time.Time
	Elapsed   time.Duration
	// Status is "" until the attempt is over.
	Status Status
	Steps  []*Step
}

// Step is what a step gave. That of no step, whose Step is nil, has the faults of the lab as a whole.
type Step struct {
	Step     *lab.Step
	Cases    []*Case
	Evidence []event.Evidence
}

// Kind says what a case is about.
type Kind string

// All but checks and mutants are there only if they failed.
const (
	Check       Kind = "check"
	Operation   Kind = "operation"
	WholeStep   Kind = "step"
	Preparation Kind = "preparation"
	CleanUp     Kind = "cleanUp"
	WholeLab    Kind = "lab"
	Interrupt   Kind = "interrupt"
	// Mutant is a wrong variant of the lab, which fails by surviving.
	Mutant Kind = "mutant"
)

// Case is something that held, or did not.
type Case struct {
	Kind Kind
	// Name is the same in each run; Statement has the values of this one.
	Name, Statement i18n.Message
	// Position is 0 for a lab as a whole.
	Position  lab.Position
	Err       error
	Diagnosis []i18n.Message
	// Waits says that the check fails for the causes of one before it, Waiting how many
	// checks fail for those of this one.
	Waits   bool
	Waiting int
	// Output is that of an operation, or the diff of a mutant.
	Output  string
	Elapsed time.Duration

	check *lab.Check
}

func (l *Lab) last() *Attempt { return l.Attempts[len(l.Attempts)-1] }

// Elapsed is the time that all attempts took.
func (l *Lab) Elapsed() (sum time.Duration) {
	for _, a := range l.Attempts {
		sum += a.Elapsed
	}
	return sum
}

// failed gives the cases of an attempt that did not hold, with their steps.
func (a *Attempt) failed(visit func(*Step, *Case)) {
	for _, s := range a.Steps {
		for _, c := range s.Cases {
			if c.Err != nil {
				visit(s, c)
			}
		}
	}
}

// causes gives those that did not hold for a reason of their own.
func (a *Attempt) causes(visit func(*Step, *Case)) {
	a.failed(func(s *Step, c *Case) {
		if !c.Waits {
			visit(s, c)
		}
	})
}

// Name is the step's, or "" of the lab as a whole.
func (s *Step) Name() string {
	if s.Step == nil {
		return ""
	}
	return s.Step.Name
}

// first says whether a case is the first of its step that failed, which is shown with the step's evidence.
func (s *Step) first(c *Case) bool {
	at := slices.IndexFunc(s.Cases, func(c *Case) bool { return c.Err != nil })
	return at >= 0 && s.Cases[at] == c
}

// labels name the runs by what tells them apart: image, or else version.
func (t *Tree) labels() []string {
	var labels []string
	for _, r := range t.Runs {
		label := cmp.Or(r.Image, r.Version)
		for n, plain := 2, label; slices.Contains(labels, label); n++ {
			label = fmt.Sprintf("%s (%d)", plain, n)
		}
		labels = append(labels, label)
	}
	return labels
}

// Status is how a lab ended.
type Status string

// A lab is flaky that failed and passed at a later attempt. One with an error could not be taken to its end: an
// operation, its preparation or its clean-up failed.
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
	step, failed := errors.AsType[*runner.StepError](err)
	switch {
	case err == nil:
		return Passed
	case errors.Is(err, context.Canceled):
		return Interrupted
	case failed && step.Check != nil:
		return Failed
	}
	return Errored
}
