// Package event is the one stream of a run: typed events, which the terminal,
// the reports and the progress file read.
package event

import (
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Sink takes events, in order for one lab; labs that run in parallel call it
// from several goroutines.
type Sink func(Event)

// Event is one of the types of this package.
type Event interface{ event() }

// LabStarted comes before all other events of a lab.
type LabStarted struct {
	Lab       *lab.Lab
	Namespace string
}

// StepStarted comes before the operations of a step.
type StepStarted struct {
	Lab  *lab.Lab
	Step *lab.Step
	// Index counts from 0.
	Index int
}

// StepReplayed tells that what a step leaves behind is being made again, for
// a later one.
type StepReplayed struct {
	Lab  *lab.Lab
	Step *lab.Step
}

// OperationStarted tells the command line a person would type for it.
type OperationStarted struct {
	Lab     *lab.Lab
	Step    *lab.Step
	Command string
}

// OperationFinished carries what the operation printed; foreign text. The
// diagnosis says why there is an error.
type OperationFinished struct {
	Lab       *lab.Lab
	Step      *lab.Step
	Command   string
	Output    string
	Err       error
	Diagnosis []i18n.Message
	Elapsed   time.Duration
}

// Notice is something the person should know, such as another port.
type Notice struct {
	Lab  *lab.Lab
	Text i18n.Message
}

// CheckFinished tells whether a check holds; Err says what does not, and the
// diagnosis why.
type CheckFinished struct {
	Lab       *lab.Lab
	Step      *lab.Step
	Check     *lab.Check
	Statement i18n.Message
	Err       error
	Diagnosis []i18n.Message
	Elapsed   time.Duration
}

// StepFinished comes after the checks of a step; Err is its first fault.
type StepFinished struct {
	Lab     *lab.Lab
	Step    *lab.Step
	Values  lab.Values
	Err     error
	Elapsed time.Duration
}

// LabSkipped is the only event of a lab that is not written for the cluster's
// version of Kubernetes.
type LabSkipped struct {
	Lab     *lab.Lab
	Version string
}

// LabPrepared comes when a lab's images and namespace are there.
type LabPrepared struct {
	Lab     *lab.Lab
	Err     error
	Elapsed time.Duration
}

// LabCleaned comes when a lab's namespace is gone.
type LabCleaned struct {
	Lab     *lab.Lab
	Err     error
	Elapsed time.Duration
}

// LabFinished is the last event of a lab.
type LabFinished struct {
	Lab     *lab.Lab
	Steps   int
	Checks  int
	Err     error
	Elapsed time.Duration
}

func (LabStarted) event()        {}
func (LabSkipped) event()        {}
func (LabPrepared) event()       {}
func (LabCleaned) event()        {}
func (StepStarted) event()       {}
func (StepReplayed) event()      {}
func (OperationStarted) event()  {}
func (OperationFinished) event() {}
func (Notice) event()            {}
func (CheckFinished) event()     {}
func (StepFinished) event()      {}
func (LabFinished) event()       {}
