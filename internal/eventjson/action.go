package eventjson

import "labs.local/labs/internal/event"

type actionsOffered struct {
	Head
	Actions []offer `json:"actions"`
}

type offer struct {
	Action event.Action `json:"action"`
	Label  string       `json:"label"`
}

type actionTaken struct {
	Head
	Action event.Action `json:"action"`
}

type actionFailed struct {
	Head
	Error string `json:"error"`
}

type working struct {
	Head
	Text string `json:"text"`
}

type hintShown struct {
	StepHead
	// Index counts from 0; Text is Markdown.
	Index int    `json:"index"`
	Text  string `json:"text"`
}

type solutionShown struct {
	StepHead
	Commands  []string   `json:"commands"`
	Manifests []manifest `json:"manifests,omitempty"`
}

type manifest struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type confirmationAsked struct {
	LabHead
	Action  event.Action `json:"action"`
	Objects []string     `json:"objects,omitempty"`
	Files   []string     `json:"files,omitempty"`
}

type copyKept struct {
	Head
	Copy string `json:"copy"`
}

type copyRestored struct {
	LabHead
	Copy string `json:"copy"`
}

// action gives the form of an event that is about what the learner does.
func (e *Encoder) action(of event.Event) any {
	switch of := of.(type) {
	case event.ActionsOffered:
		line := actionsOffered{e.Head("actionsOffered"), []offer{}}
		for _, o := range of.Offers {
			line.Actions = append(line.Actions, offer{o.Action, e.Words.Message(o.Label)})
		}
		return line
	case event.ActionTaken:
		return actionTaken{e.Head("actionTaken"), of.Action}
	case event.ActionDeclined:
		return e.Head("actionDeclined")
	case event.ActionFailed:
		return actionFailed{e.Head("actionFailed"), e.Words.Error(of.Err)}
	case event.Working:
		return working{e.Head("working"), e.Words.Message(of.Text)}
	case event.ConfirmationAsked:
		return confirmationAsked{e.Of("confirmationAsked", of.Lab), of.Action, of.Objects, of.Files}
	case event.CopyKept:
		return copyKept{e.Head("copyKept"), of.ID}
	case event.CopyRestored:
		return copyRestored{e.Of("copyRestored", of.Lab), of.ID}
	case event.LabReset:
		return e.Of("labReset", of.Lab)
	}
	return e.help(of)
}

// help gives the form of what helps with a step, and of moves between steps.
func (e *Encoder) help(of event.Event) any {
	switch of := of.(type) {
	case event.HintShown:
		line := hintShown{e.In("hintShown", of.Lab, of.Step), of.Index, ""}
		if hints := of.Lab.TextIn(e.Texts).Section(of.Step.Name).Hints; of.Index < len(hints) {
			line.Text = hints[of.Index]
		}
		return line
	case event.HintsMissing:
		return e.In("hintsMissing", of.Lab, of.Step)
	case event.SolutionShown:
		line := solutionShown{e.In("solutionShown", of.Lab, of.Step), of.Commands, nil}
		for _, m := range of.Manifests {
			line.Manifests = append(line.Manifests, manifest{m.Name, string(m.Text)})
		}
		return line
	case event.SolutionMissing:
		return e.In("solutionMissing", of.Lab, of.Step)
	case event.StepSkipped:
		return e.In("stepSkipped", of.Lab, of.Step)
	case event.StepReached:
		return e.In("stepReached", of.Lab, of.Step)
	case event.LessonPaused:
		return e.In("lessonPaused", of.Lab, of.Step)
	}
	return nil
}
