package report

import (
	"labs.local/labs/internal/check"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
)

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

func (c *collector) finishMutants(e event.LabMutated) {
	a := c.attempt(e.Lab)
	a.Elapsed, a.Status = e.Elapsed, Passed
	if e.Survived > 0 {
		a.Status = Failed
	}
}
