package report

import (
	"context"
	"errors"
	"slices"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// collector makes a tree of events.
type collector struct {
	tree Tree
	// ended says that the last run is over.
	ended bool
}

func (c *collector) take(e event.Event) {
	switch e := e.(type) {
	case event.RunStarted:
		c.begin(e)
	case event.RunFinished:
		c.run().Elapsed, c.ended = e.Elapsed, true
	case event.RunFailed:
		c.fail(e)
	case event.LabSkipped:
		c.lab(e.Lab).NotFor = e.Version
	case event.LabStarted:
		l := c.lab(e.Lab)
		l.Attempts = append(l.Attempts, &Attempt{Namespace: e.Namespace, Started: time.Now()})
	case event.LabPrepared:
		c.whole(e.Lab, Preparation, i18n.Text("preparation"), e.Err, e.Elapsed)
	case event.LabCleaned:
		c.whole(e.Lab, CleanUp, i18n.Text("clean-up"), e.Err, e.Elapsed)
	case event.OperationFinished:
		c.operation(e)
	case event.CheckFinished:
		c.check(e)
	case event.StepFinished:
		c.finishStep(e)
	case event.LabFinished:
		c.finishLab(e)
	case event.MutantsStarted:
		l := c.lab(e.Lab)
		l.Attempts = append(l.Attempts, &Attempt{Started: time.Now()})
	case event.MutantFinished:
		c.add(e.Lab, e.Step, ofMutant(e))
	case event.LabMutated:
		c.finishMutants(e)
	}
}

func (c *collector) begin(e event.RunStarted) {
	c.tree.Runs = append(c.tree.Runs, &Run{RunStarted: e, Started: time.Now()})
	c.ended = false
	for _, l := range e.Labs {
		c.lab(l)
	}
}

// fail notes what ended a run, which may never have begun.
func (c *collector) fail(e event.RunFailed) {
	if len(c.tree.Runs) == 0 || c.run().Cluster != e.Cluster {
		c.begin(event.RunStarted{Cluster: e.Cluster, Image: e.Image, Labs: e.Labs})
	}
	c.run().Err, c.ended = e.Err, true
}

func (c *collector) run() *Run {
	if len(c.tree.Runs) == 0 {
		c.begin(event.RunStarted{})
	}
	return c.tree.Runs[len(c.tree.Runs)-1]
}

func (c *collector) lab(of *lab.Lab) *Lab {
	r := c.run()
	at := slices.IndexFunc(r.Labs, func(l *Lab) bool { return l.Lab.Metadata.Name == of.Metadata.Name })
	if at < 0 {
		at, r.Labs = len(r.Labs), append(r.Labs, &Lab{Lab: of, Started: r.Started})
	}
	return r.Labs[at]
}

func (c *collector) attempt(of *lab.Lab) *Attempt {
	l := c.lab(of)
	if len(l.Attempts) == 0 {
		l.Attempts = append(l.Attempts, &Attempt{Started: time.Now()})
	}
	return l.last()
}

// step gives the step that goes on; nil is the lab as a whole.
func (c *collector) step(of *lab.Lab, step *lab.Step) *Step {
	a := c.attempt(of)
	if len(a.Steps) == 0 || a.Steps[len(a.Steps)-1].Step != step {
		a.Steps = append(a.Steps, &Step{Step: step})
	}
	return a.Steps[len(a.Steps)-1]
}

func (c *collector) add(of *lab.Lab, step *lab.Step, one *Case) {
	s := c.step(of, step)
	s.Cases = append(s.Cases, one)
}

// interrupted says whether an error tells only that the run was: the lab's end says so.
func interrupted(err error) bool { return errors.Is(err, context.Canceled) }

func (c *collector) whole(of *lab.Lab, kind Kind, name i18n.Message, err error, elapsed time.Duration) {
	if err != nil && !interrupted(err) {
		c.add(of, nil, &Case{Kind: kind, Name: name, Statement: name, Err: err, Elapsed: elapsed})
	}
}

func (c *collector) operation(e event.OperationFinished) {
	if e.Err == nil || interrupted(e.Err) {
		return
	}
	command := i18n.Foreign(e.Command)
	c.add(e.Lab, e.Step, &Case{
		Kind: Operation, Name: command, Statement: command, Position: e.Step.Position,
		Err: e.Err, Diagnosis: e.Diagnosis, Output: e.Output, Elapsed: e.Elapsed,
	})
}

// check adds a check, which may wait for what another one of its step has found.
func (c *collector) check(e event.CheckFinished) {
	one := ofCheck(e)
	for _, before := range c.step(e.Lab, e.Step).Cases {
		if e.WaitsFor != nil && before.check == e.WaitsFor {
			one.Waits = true
			before.Waiting++
		}
	}
	c.add(e.Lab, e.Step, one)
}

func ofCheck(e event.CheckFinished) *Case {
	c := &Case{Kind: Check, Name: e.Statement, Statement: e.Statement, Err: e.Err, Diagnosis: e.Diagnosis, Elapsed: e.Elapsed, check: e.Check}
	if e.Check != nil {
		c.Name, c.Position = check.Statement(e.Check), e.Check.Position
	}
	return c
}
