package progress

import (
	"slices"

	"labs.local/labs/internal/lab"
)

// Next gives the first step of the course that is not passed, and its index
// in its lab; nil at the end of the course.
func (p *Progress) Next(course *lab.Course) (l *lab.Lab, index int) {
	for _, l := range course.Labs {
		done := p.Lab(l.Metadata.Name)
		if done.Done {
			continue
		}
		for i := range l.Steps {
			if !slices.Contains(done.Passed, l.Steps[i].Name) {
				return l, i
			}
		}
	}
	return nil, 0
}

// Pass notes that the checks of a step held.
func (p *Progress) Pass(l *lab.Lab, step string, values lab.Values) {
	done := p.Lab(l.Metadata.Name)
	if !slices.Contains(done.Passed, step) {
		done.Passed = append(done.Passed, step)
	}
	done.Values = values
	done.Done = !slices.ContainsFunc(l.Steps, func(s lab.Step) bool { return !slices.Contains(done.Passed, s.Name) })
}

// Count gives how many steps of a lab are passed.
func (p *Progress) Count(l *lab.Lab) int {
	passed := 0
	for i := range l.Steps {
		if slices.Contains(p.Lab(l.Metadata.Name).Passed, l.Steps[i].Name) {
			passed++
		}
	}
	return passed
}
