// Package eventjson gives the events of a lesson, and those of the steps of a run, a form
// in JSON: an object each, with the name of its type in "type".
package eventjson

import (
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
)

// Encoder gives events their form.
type Encoder struct {
	Words Words
	// File gives the path by which a reader finds a file of the course; nil leaves it as it is in the course.
	File func(string) string
	// Run counts the clusters of a run from 1; 0 in a lesson.
	Run int
}

// Head begins each object.
type Head struct {
	Time time.Time `json:"time"`
	Type string    `json:"type"`
	// Run counts the clusters of a matrix from 1.
	Run int `json:"run,omitempty" jsonschema:"required"`
}

// LabHead begins that of an event in a lab.
type LabHead struct {
	Head
	Lab string `json:"lab"`
}

// StepHead begins that of an event in a step.
type StepHead struct {
	LabHead
	Step string `json:"step"`
}

// Position is a place in a file; line and column count from 1.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// Head gives the head of an event that happens now.
func (e *Encoder) Head(name string) Head {
	return Head{Time: now(), Type: name, Run: e.Run}
}

// Of is Head in a lab.
func (e *Encoder) Of(name string, l *lab.Lab) LabHead { return LabHead{e.Head(name), l.Metadata.Name} }

// In is Head in a step.
func (e *Encoder) In(name string, l *lab.Lab, step *lab.Step) StepHead {
	return StepHead{e.Of(name, l), step.Name}
}

// At says where something stands.
func (e *Encoder) At(l *lab.Lab, p lab.Position) Position {
	return Position{e.Path(l.File()), p.Line, p.Column}
}

// Path is that by which a reader finds a file of the course.
func (e *Encoder) Path(file string) string {
	if e.File == nil {
		return file
	}
	return e.File(file)
}

// Line gives the form of an event of a lesson or a step, to be marshalled. Those of steps
// have the forms that StepLines gives; the others are their fields.
func (e *Encoder) Line(of event.Event) any {
	if line := e.step(of); line != nil || of == nil {
		return line
	}
	return e.fields(of)
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
