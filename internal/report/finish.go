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
	"labs.local/labs/internal/runner"
)

// finishStep keeps a fault that was neither an operation's nor a check's.
func (c *collector) finishStep(e event.StepFinished) {
	if len(e.Evidence) == 0 && e.Err == nil {
		return
	}
	s := c.step(e.Lab, e.Step)
	s.Evidence = e.Evidence
	if e.Err != nil && !interrupted(e.Err) && !slices.ContainsFunc(s.Cases, func(c *Case) bool { return c.Err != nil }) {
		name := i18n.Text("step")
		s.Cases = append(s.Cases, &Case{Kind: WholeStep, Name: name, Statement: name, Position: e.Step.Position, Err: cause(e.Err), Elapsed: e.Elapsed})
	}
}

// cause is a step's error without the name of the step.
func cause(err error) error {
	if step, ok := errors.AsType[*runner.StepError](err); ok {
		return step.Err
	}
	return err
}

func (c *collector) finishLab(e event.LabFinished) {
	a := c.attempt(e.Lab)
	a.Elapsed, a.Status = e.Elapsed, statusOf(e.Err)
	known := false
	a.failed(func(*Step, *Case) { known = true })
	switch {
	case errors.As(e.Err, new(*cutOffError)):
		c.addWhole(e.Lab, Interrupt, i18n.Text("interrupted"), e.Err)
	case a.Status == Interrupted:
		c.addWhole(e.Lab, Interrupt, i18n.Text("interrupted"), i18n.Errorf("the run was interrupted"))
	case e.Err != nil && !known:
		c.addWhole(e.Lab, WholeLab, i18n.Text("lab"), cause(e.Err))
	}
}

func (c *collector) addWhole(of *lab.Lab, kind Kind, name i18n.Message, err error) {
	c.add(of, nil, &Case{Kind: kind, Name: name, Statement: name, Err: err})
}

// view gives the tree as if nothing more came: what goes on is cut off in it, and not in the tree itself.
func (c *collector) view() *Tree {
	if len(c.tree.Runs) == 0 || c.ended {
		return &c.tree
	}
	last := *c.run()
	last.Labs, last.Elapsed = slices.Clone(last.Labs), time.Since(last.Started)
	seen := &collector{tree: Tree{Runs: slices.Clone(c.tree.Runs)}}
	seen.tree.Runs[len(seen.tree.Runs)-1] = &last
	for i, l := range last.Labs {
		if len(l.Attempts) > 0 && l.last().Status == "" {
			last.Labs[i] = l.cutOff()
			early := &cutOffError{i18n.Text("the run ended before the lab finished")}
			seen.finishLab(event.LabFinished{Lab: l.Lab, Err: early, Elapsed: time.Since(l.last().Started)})
		}
	}
	return &seen.tree
}

// cutOff copies a lab, so that its last attempt can be ended.
func (l *Lab) cutOff() *Lab {
	copied, attempt := *l, *l.last()
	copied.Attempts = slices.Clone(l.Attempts)
	copied.Attempts[len(copied.Attempts)-1] = &attempt
	attempt.Steps = slices.Clone(attempt.Steps)
	for i, s := range attempt.Steps {
		step := *s
		step.Cases = slices.Clone(s.Cases)
		attempt.Steps[i] = &step
	}
	return &copied
}

// cutOffError is a lab whose end never came.
type cutOffError struct{ i18n.Message }

// Is makes it an interruption.
func (e *cutOffError) Is(target error) bool { return target == context.Canceled }

// ofMutant makes a case of a wrong variant: one that was rejected has done its part too.
func ofMutant(e event.MutantFinished) *Case {
	name := i18n.Foreign(e.Mutant)
	c := &Case{Kind: Mutant, Name: name, Statement: name, Position: e.Step.Position, Elapsed: e.Elapsed}
	if e.Outcome == event.Survived {
		c.Err = &check.Mismatch{Expected: i18n.Text("a check of step %s to fail", e.Step.Name), Got: i18n.Text("a lab that passes")}
		c.Output = e.Diff
	}
	return c
}

func (c *collector) finishMutants(e event.LabMutated) {
	a := c.attempt(e.Lab)
	a.Elapsed, a.Status = e.Elapsed, Passed
	if e.Survived > 0 {
		a.Status = Failed
	}
}
