package eventjson

import (
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
)

type lessonShown struct {
	StepHead
	// Index is that of the step in its lab, from 0; Steps is how many it has.
	Index int `json:"index"`
	Steps int `json:"steps"`
	// Title and Intro are the lab's, Heading and Body the step's; the texts are Markdown.
	Title   string `json:"title"`
	Intro   string `json:"intro,omitempty"`
	Heading string `json:"heading"`
	Body    string `json:"body"`
	// Task says that the learner acts; Hints is how many there are.
	Task  bool `json:"task"`
	Hints int  `json:"hints"`
}

type commandsShown struct {
	StepHead
	Commands []string `json:"commands"`
}

type taskGraded struct {
	StepHead
	Checks    []checkFinished `json:"checks"`
	Explained bool            `json:"explained"`
	Passed    bool            `json:"passed"`
}

type labPassed struct {
	LabHead
	// Summary is Markdown; Spent is in seconds.
	Summary string  `json:"summary,omitempty"`
	Spent   float64 `json:"spent"`
}

type courseFinished struct {
	Head
	Passed  int      `json:"passed"`
	Skipped []string `json:"skipped,omitempty"`
	Spent   float64  `json:"spent"`
}

type progressChanged struct {
	Head
	// Lab and Step are where the learner is; "" at the end of the course.
	Lab  string        `json:"lab,omitempty"`
	Step string        `json:"step,omitempty"`
	Labs []labProgress `json:"labs"`
}

type labProgress struct {
	Name  string         `json:"name"`
	Title string         `json:"title"`
	Steps []stepProgress `json:"steps"`
}

type stepProgress struct {
	Name    string         `json:"name"`
	Heading string         `json:"heading"`
	State   progress.State `json:"state"`
}

type clusterLost struct {
	Head
	Error string `json:"error"`
}

type missed struct {
	Head
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// lesson gives the form of an event that says how a lesson is.
func (e *Encoder) lesson(of event.Event) any {
	switch of := of.(type) {
	case event.LessonShown:
		return e.lessonShown(of)
	case event.CommandsShown:
		return commandsShown{e.In("commandsShown", of.Lab, of.Step), of.Commands}
	case event.TaskGraded:
		line := taskGraded{e.In("taskGraded", of.Lab, of.Step), nil, of.Explained, of.Passed}
		for _, c := range of.Checks {
			line.Checks = append(line.Checks, e.checkFinished(c))
		}
		return line
	case event.StepPassed:
		return e.In("stepPassed", of.Lab, of.Step)
	case event.StepNotPassed:
		return e.In("stepNotPassed", of.Lab, of.Step)
	case event.LabPassed:
		line := labPassed{e.Of("labPassed", of.Lab), "", Seconds(of.Spent)}
		if section := of.Lab.TextIn(e.Texts).Section(lab.Summary); section != nil {
			line.Summary = section.Body
		}
		return line
	case event.CourseFinished:
		return courseFinished{e.Head("courseFinished"), of.Passed, of.Skipped, Seconds(of.Spent)}
	case event.ProgressChanged:
		return e.progressChanged(of)
	case event.NamespaceLost:
		return e.Of("namespaceLost", of.Lab)
	case event.ClusterLost:
		return clusterLost{e.Head("clusterLost"), e.Words.Error(of.Err)}
	case event.Missed:
		return missed{e.Head("missed"), of.From, of.To}
	}
	return nil
}

func (e *Encoder) lessonShown(of event.LessonShown) any {
	step, text := &of.Lab.Steps[of.Index], of.Lab.TextIn(e.Texts)
	section := text.Section(step.Name)
	return lessonShown{
		StepHead: e.In("lessonShown", of.Lab, step), Index: of.Index, Steps: len(of.Lab.Steps),
		Title: text.Title, Intro: text.Intro, Heading: section.Title, Body: section.Body, Task: step.IsTask(), Hints: len(section.Hints),
	}
}

func (e *Encoder) progressChanged(of event.ProgressChanged) any {
	line := progressChanged{Head: e.Head("progressChanged")}
	if of.Lab != nil {
		line.Lab, line.Step = of.Lab.Metadata.Name, of.Lab.Steps[of.Index].Name
	}
	for _, l := range of.Labs {
		text := l.Lab.TextIn(e.Texts)
		labs := labProgress{Name: l.Lab.Metadata.Name, Title: text.Title}
		for i, state := range l.Steps {
			name := l.Lab.Steps[i].Name
			labs.Steps = append(labs.Steps, stepProgress{name, text.Section(name).Title, state})
		}
		line.Labs = append(line.Labs, labs)
	}
	return line
}
