// Package progress remembers how far a learner is, in a file that a crash cannot harm.
package progress

import (
	"time"

	"labs.local/labs/internal/lab"
)

// Progress is what a learner has done, by the names of courses.
type Progress struct {
	Version int                `json:"version"`
	Courses map[string]*Course `json:"courses"`
}

// Course is how far a learner is in a course, by the names of labs and steps, which outlive changes of the course.
type Course struct {
	// Lab and Step are where the learner is; "" means the first open step.
	Lab  string          `json:"lab,omitempty"`
	Step string          `json:"step,omitempty"`
	Labs map[string]*Lab `json:"labs,omitempty"`
}

// Lab is how far one lab is.
type Lab struct {
	// Passed holds the steps whose checks held, Skipped those that the learner left out.
	Passed  []string `json:"passed,omitempty"`
	Skipped []string `json:"skipped,omitempty"`
	// Hints counts the hints that were shown, by step.
	Hints map[string]int `json:"hints,omitempty"`
	// Values are those captured so far.
	Values lab.Values `json:"values,omitempty"`
	// Namespace is the UID of the lab's namespace, Made the steps whose work is in it.
	Namespace string   `json:"namespace,omitempty"`
	Made      []string `json:"made,omitempty"`
	// Spent is how long the learner has been at it, without the breaks, in nanoseconds; Seen when that was last.
	Spent time.Duration `json:"spent,omitempty"`
	Seen  time.Time     `json:"seen,omitzero"`
}

// Of gives the progress in a course, which may be none.
func (p *Progress) Of(course string) *Course {
	if p.Courses == nil {
		p.Courses = map[string]*Course{}
	}
	if p.Courses[course] == nil {
		p.Courses[course] = &Course{}
	}
	return p.Courses[course]
}

// Of gives the progress in a lab, which may be none.
func (c *Course) Of(lab string) *Lab {
	if c.Labs == nil {
		c.Labs = map[string]*Lab{}
	}
	if c.Labs[lab] == nil {
		c.Labs[lab] = &Lab{}
	}
	return c.Labs[lab]
}

// pause is the longest time between two moves that counts as being at it.
const pause = 30 * time.Minute

// Move notes that the learner is at the lab now.
func (l *Lab) Move(now time.Time) {
	if since := now.Sub(l.Seen); since > 0 && since < pause {
		l.Spent += since
	}
	l.Seen = now
}

// View is what programs read of a learner's progress: the labs and steps as the course has them now.
type View struct {
	Version int    `json:"version"`
	Course  string `json:"course"`
	Cluster string `json:"cluster"`
	// Lab and Step are where the learner is, and absent at the end.
	Lab  string    `json:"lab,omitempty"`
	Step string    `json:"step,omitempty"`
	Labs []LabView `json:"labs"`
}

// LabView is one lab.
type LabView struct {
	Name string `json:"name"`
	// Seconds is the time that the learner spent.
	Seconds float64    `json:"seconds"`
	Steps   []StepView `json:"steps"`
}

// StepView is one step; Kind is "demo" or "task".
type StepView struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	State State  `json:"state"`
	// Hints counts those that were shown.
	Hints int `json:"hints"`
}

// ViewOf makes the view of a course.
func ViewOf(course *lab.Course, cluster string, c *Course) View {
	v := View{Version: version, Course: course.Name, Cluster: cluster}
	if l, index := c.Where(course); l != nil {
		v.Lab, v.Step = l.Metadata.Name, l.Steps[index].Name
	}
	for _, l := range course.Labs {
		done := c.Of(l.Metadata.Name)
		of := LabView{Name: l.Metadata.Name, Seconds: done.Spent.Seconds()}
		for i := range l.Steps {
			step := StepView{Name: l.Steps[i].Name, Kind: "demo", State: done.State(l.Steps[i].Name), Hints: done.Hints[l.Steps[i].Name]}
			if l.Steps[i].IsTask() {
				step.Kind = "task"
			}
			of.Steps = append(of.Steps, step)
		}
		v.Labs = append(v.Labs, of)
	}
	return v
}
