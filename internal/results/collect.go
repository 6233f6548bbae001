package results

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

// collector makes a tree of events.
type collector struct {
	tree *Tree
	// ended says that the last run is over.
	ended bool
}

func newCollector() *collector { return &collector{tree: &Tree{}} }

func (c *collector) take(e event.Event) {
	switch e := e.(type) {
	case event.RunStarted:
		c.begin(e)
	case event.RunFinished:
		c.run().Elapsed, c.ended = e.Elapsed, true
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
		s := c.step(e.Lab, e.Step)
		s.Cases = append(s.Cases, ofCheck(e))
	case event.StepFinished:
		c.finishStep(e)
	case event.LabFinished:
		c.finishLab(e)
	case event.MutantsStarted:
		l := c.lab(e.Lab)
		l.Attempts = append(l.Attempts, &Attempt{Started: time.Now()})
	case event.MutantFinished:
		s := c.step(e.Lab, e.Step)
		s.Cases = append(s.Cases, ofMutant(e))
	case event.LabMutated:
		a := c.attempt(e.Lab)
		a.Elapsed, a.Status = e.Elapsed, Passed
		if e.Survived > 0 {
			a.Status = Failed
		}
	}
}

func (c *collector) begin(e event.RunStarted) {
	c.tree.Runs = append(c.tree.Runs, &Run{RunStarted: e, Started: time.Now()})
	c.ended = false
	for _, l := range e.Labs {
		c.lab(l)
	}
}

// run gives the run that goes on.
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

// interrupted says whether an error tells only that the run was: the lab's end
// tells that.
func interrupted(err error) bool { return errors.Is(err, context.Canceled) }

func (c *collector) whole(of *lab.Lab, kind Kind, name i18n.Message, err error, elapsed time.Duration) {
	if err != nil && !interrupted(err) {
		s := c.step(of, nil)
		s.Cases = append(s.Cases, &Case{Kind: kind, Name: name, Statement: name, Err: err, Elapsed: elapsed})
	}
}

func (c *collector) operation(e event.OperationFinished) {
	if e.Err == nil || interrupted(e.Err) {
		return
	}
	s := c.step(e.Lab, e.Step)
	command := i18n.Foreign(e.Command)
	s.Cases = append(s.Cases, &Case{
		Kind: Operation, Name: command, Statement: command, Position: e.Step.Position,
		Err: e.Err, Diagnosis: e.Diagnosis, Output: e.Output, Elapsed: e.Elapsed,
	})
}

func ofCheck(e event.CheckFinished) *Case {
	c := &Case{Kind: Check, Name: e.Statement, Statement: e.Statement, Err: e.Err, Diagnosis: e.Diagnosis, Elapsed: e.Elapsed}
	if e.Check != nil {
		c.Name, c.Position = check.Statement(e.Check), e.Check.Position
	}
	return c
}

// ofMutant makes a case of a wrong variant: one that was rejected has done its
// part too.
func ofMutant(e event.MutantFinished) *Case {
	name := i18n.Foreign(e.Mutant)
	c := &Case{Kind: Mutant, Name: name, Statement: name, Position: e.Step.Position, Elapsed: e.Elapsed}
	if e.Outcome == event.Survived {
		c.Err = &check.Mismatch{Expected: i18n.Text("a check of step %s to fail", e.Step.Name), Got: i18n.Text("a lab that passes")}
		c.Output = e.Diff
	}
	return c
}

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
