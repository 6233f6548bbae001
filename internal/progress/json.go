package progress

import "labs.local/labs/internal/lab"

// View is what programs read of a learner's progress: the labs and steps as
// the course has them now.
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
