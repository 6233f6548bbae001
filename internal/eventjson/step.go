package eventjson

import (
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
)

type labStarted struct {
	LabHead
	File      string `json:"file"`
	Namespace string `json:"namespace"`
	Attempt   int    `json:"attempt"`
}

type labPrepared struct {
	LabHead
	Error   string  `json:"error,omitempty"`
	Elapsed float64 `json:"elapsed"`
}

type labCleaned labPrepared

type stepStarted struct {
	StepHead
	Index    int      `json:"index"`
	Position Position `json:"position"`
}

type stepReplayed struct{ StepHead }

type stepFinished struct {
	StepHead
	Error    string           `json:"error,omitempty"`
	Evidence []event.Evidence `json:"evidence,omitempty"`
	Elapsed  float64          `json:"elapsed"`
}

type operationStarted struct {
	StepHead
	Command string `json:"command"`
}

type operationFinished struct {
	StepHead
	Command   string   `json:"command"`
	Position  Position `json:"position"`
	Output    string   `json:"output,omitempty"`
	Error     string   `json:"error,omitempty"`
	Diagnosis []string `json:"diagnosis,omitempty"`
	Elapsed   float64  `json:"elapsed"`
}

type notice struct {
	LabHead
	Text string `json:"text"`
}

type checkFinished struct {
	StepHead
	Index     int      `json:"index"`
	Statement string   `json:"statement"`
	Position  Position `json:"position"`
	Passed    bool     `json:"passed"`
	Error     string   `json:"error,omitempty"`
	Expected  string   `json:"expected,omitempty"`
	Got       string   `json:"got,omitempty"`
	Diagnosis []string `json:"diagnosis,omitempty"`
	Elapsed   float64  `json:"elapsed"`
}

// StepLines has one of each form that a step's events have.
func StepLines() []any {
	return []any{
		labStarted{}, labPrepared{}, labCleaned{}, stepStarted{}, stepReplayed{}, stepFinished{},
		operationStarted{}, operationFinished{}, notice{}, checkFinished{},
	}
}

func (e *Encoder) step(of event.Event) any {
	switch of := of.(type) {
	case event.LabStarted:
		return labStarted{e.Of("labStarted", of.Lab), e.Path(of.Lab.File()), of.Namespace, max(1, of.Attempt)}
	case event.LabPrepared:
		return labPrepared{e.Of("labPrepared", of.Lab), e.Words.Error(of.Err), Seconds(of.Elapsed)}
	case event.LabCleaned:
		return labCleaned{e.Of("labCleaned", of.Lab), e.Words.Error(of.Err), Seconds(of.Elapsed)}
	case event.StepStarted:
		return stepStarted{e.In("stepStarted", of.Lab, of.Step), of.Index, e.At(of.Lab, of.Step.Position)}
	case event.StepReplayed:
		return stepReplayed{e.In("stepReplayed", of.Lab, of.Step)}
	case event.StepFinished:
		return stepFinished{e.In("stepFinished", of.Lab, of.Step), e.Words.Error(of.Err), of.Evidence, Seconds(of.Elapsed)}
	case event.OperationStarted:
		return operationStarted{e.In("operationStarted", of.Lab, of.Step), Foreign(of.Command, TextLimit)}
	case event.OperationFinished:
		return operationFinished{e.In("operationFinished", of.Lab, of.Step), Foreign(of.Command, TextLimit), e.At(of.Lab, of.Step.Position),
			of.Output, e.Words.Error(of.Err), e.Words.Causes(of.Diagnosis), Seconds(of.Elapsed)}
	case event.Notice:
		return notice{e.Of("notice", of.Lab), e.Words.Message(of.Text)}
	case event.CheckFinished:
		return e.checkFinished(of)
	}
	return nil
}

func (e *Encoder) checkFinished(of event.CheckFinished) checkFinished {
	var at lab.Position
	if of.Check != nil {
		at = of.Check.Position
	}
	expected, got := e.Words.Mismatch(of.Err)
	return checkFinished{e.In("checkFinished", of.Lab, of.Step), index(of), e.Words.Message(of.Statement), e.At(of.Lab, at),
		of.Err == nil, e.Words.Error(of.Err), expected, got, e.Words.Causes(of.Diagnosis), Seconds(of.Elapsed)}
}

// index gives which check of its step it is, from 0; -1 is none of them.
func index(e event.CheckFinished) int {
	for i := range e.Step.Checks {
		if &e.Step.Checks[i] == e.Check {
			return i
		}
	}
	return -1
}
