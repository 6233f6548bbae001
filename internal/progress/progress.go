// Package progress remembers how far a learner is, in a file that a crash
// cannot harm.
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

// Course is how far a learner is in one course. It goes by the names of labs
// and steps, so that it outlives changes of the course.
type Course struct {
	// Lab and Step are where the learner is; "" means the first open step.
	Lab  string          `json:"lab,omitempty"`
	Step string          `json:"step,omitempty"`
	Labs map[string]*Lab `json:"labs,omitempty"`
}

// Lab is how far one lab is.
type Lab struct {
	// Passed holds the steps whose checks held, Skipped those that the learner
	// left out.
	Passed  []string `json:"passed,omitempty"`
	Skipped []string `json:"skipped,omitempty"`
	// Hints counts the hints that were shown, by step.
	Hints map[string]int `json:"hints,omitempty"`
	// Values are those captured so far.
	Values lab.Values `json:"values,omitempty"`
	// Namespace is the UID of the lab's namespace, Made the steps whose work
	// is in it.
	Namespace string   `json:"namespace,omitempty"`
	Made      []string `json:"made,omitempty"`
	// Spent is how long the learner has been at it, without the breaks, in
	// nanoseconds; Seen when that was last.
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
