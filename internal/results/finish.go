package results

import (
	"context"
	"errors"
	"slices"
	"time"

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
	var step *runner.StepError
	if errors.As(err, &step) {
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
	s := c.step(of, nil)
	s.Cases = append(s.Cases, &Case{Kind: kind, Name: name, Statement: name, Err: err})
}

// finish ends what the end of the run cut off.
func (c *collector) finish() *Tree {
	if len(c.tree.Runs) == 0 || c.ended {
		return c.tree
	}
	last := c.run()
	last.Elapsed = time.Since(last.Started)
	for _, l := range last.Labs {
		if len(l.Attempts) > 0 && l.last().Status == "" {
			c.finishLab(event.LabFinished{Lab: l.Lab, Err: &cutOffError{}, Elapsed: time.Since(l.last().Started)})
		}
	}
	return c.tree
}

// cutOffError is a lab whose end never came.
type cutOffError struct{}

func (e *cutOffError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *cutOffError) Localized() i18n.Message { return i18n.Text("the run ended before the lab did") }

// Is makes it an interruption.
func (e *cutOffError) Is(target error) bool { return target == context.Canceled }
