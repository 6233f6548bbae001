package progress

import (
	"slices"

	"labs.local/labs/internal/lab"
)

// State is how a step stands, in one word.
type State string

// The states of a step.
const (
	Open    State = "open"
	Passed  State = "passed"
	Skipped State = "skipped"
)

// State says how a step of the lab stands.
func (l *Lab) State(step string) State {
	switch {
	case slices.Contains(l.Passed, step):
		return Passed
	case slices.Contains(l.Skipped, step):
		return Skipped
	}
	return Open
}

// Where gives the step that the learner is at, and its index in its lab; nil at the end of the course.
func (c *Course) Where(course *lab.Course) (l *lab.Lab, index int) {
	l = course.Lab(c.Lab)
	if l == nil {
		return c.open(course.Labs)
	}
	if index = position(l, c.Step); index >= 0 {
		return l, index
	}
	return c.open(after(course, l, true))
}

func position(l *lab.Lab, step string) int {
	return slices.IndexFunc(l.Steps, func(s lab.Step) bool { return s.Name == step })
}

// open gives the first open step of some labs.
func (c *Course) open(labs []*lab.Lab) (*lab.Lab, int) {
	for _, l := range labs {
		done := c.Of(l.Metadata.Name)
		for i := range l.Steps {
			if done.State(l.Steps[i].Name) == Open {
				return l, i
			}
		}
	}
	return nil, 0
}

// after gives the labs in the order in which they come after one, which is the first itself or the last.
func after(course *lab.Course, l *lab.Lab, first bool) []*lab.Lab {
	at := slices.Index(course.Labs, l)
	if !first {
		at++
	}
	return slices.Concat(course.Labs[at:], course.Labs[:at])
}

// Pass notes that a step is passed, and goes to the next open one or, where it was passed before, to the next.
func (c *Course) Pass(course *lab.Course, l *lab.Lab, step string, values lab.Values) {
	done := c.Of(l.Metadata.Name)
	first := done.State(step) != Passed
	done.Values = values
	done.Passed, done.Skipped = with(done.Passed, step), without(done.Skipped, step)
	done.Made = with(done.Made, step)
	c.advance(course, l, step, first)
}

// Skip notes that the learner leaves a step out, and goes on.
func (c *Course) Skip(course *lab.Course, l *lab.Lab, step string) {
	done := c.Of(l.Metadata.Name)
	if done.State(step) == Open {
		done.Skipped = with(done.Skipped, step)
	}
	c.advance(course, l, step, false)
}

// advance goes to the step after one, or to the first open one of the labs after it; with open, it skips passed ones.
func (c *Course) advance(course *lab.Course, l *lab.Lab, step string, open bool) {
	next := position(l, step) + 1
	for open && next < len(l.Steps) && c.Of(l.Metadata.Name).State(l.Steps[next].Name) == Passed {
		next++
	}
	if next == len(l.Steps) {
		c.Lab, c.Step = "", ""
		if l, next = c.open(after(course, l, false)); l == nil {
			return
		}
	}
	c.Lab, c.Step = l.Metadata.Name, l.Steps[next].Name
}

func with(steps []string, step string) []string {
	if slices.Contains(steps, step) {
		return steps
	}
	return append(steps, step)
}

func without(steps []string, step string) []string {
	return slices.DeleteFunc(slices.Clone(steps), func(s string) bool { return s == step })
}

// Overview is how far a learner is in a course, step by step. It is not changed any more.
type Overview struct {
	// Lab and Index are where the learner is; Lab is nil at the end of the course.
	Lab   *lab.Lab
	Index int
	// Labs are those of the course, in order.
	Labs []LabOverview
}

// LabOverview is how its steps stand, in order.
type LabOverview struct {
	Lab   *lab.Lab
	Steps []State
}

// Count gives how many steps stand so.
func (l LabOverview) Count(state State) (n int) {
	for _, s := range l.Steps {
		if s == state {
			n++
		}
	}
	return n
}

// Overview gives how far the learner is.
func (c *Course) Overview(course *lab.Course) Overview {
	var o Overview
	o.Lab, o.Index = c.Where(course)
	for _, l := range course.Labs {
		steps := make([]State, len(l.Steps))
		for i := range l.Steps {
			steps[i] = c.Of(l.Metadata.Name).State(l.Steps[i].Name)
		}
		o.Labs = append(o.Labs, LabOverview{l, steps})
	}
	return o
}
