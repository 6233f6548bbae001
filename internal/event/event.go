// Package event is the one stream of a run: typed events, which the terminal, the reports and the progress file read.
package event

import (
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Sink takes events, in order for one lab; labs that run in parallel call it from several goroutines.
type Sink func(Event)

// Event is one of the types of this package.
type Event interface{ event() }

// AtStep is all that some events have: the step that they are about.
type AtStep struct {
	Lab  *lab.Lab
	Step *lab.Step
}

// RunStarted comes before the labs of one cluster.
type RunStarted struct {
	// Cluster is the cluster's name, Image what its nodes are made from.
	Cluster, Image string
	// Version is that of its Kubernetes, such as "v1.37.2".
	Version string
	Labs    []*lab.Lab
}

// RunFinished comes after them.
type RunFinished struct{ Elapsed time.Duration }

// RunFailed reports a cluster on which not all labs could be run, for a reason that is not theirs. It is the last event
// of that cluster, and the only one where the cluster was never there.
type RunFailed struct {
	// Cluster is the cluster's name, Image what its nodes are made from, or "".
	Cluster, Image string
	Labs           []*lab.Lab
	Err            error
}

// LabStarted comes before all other events of a lab.
type LabStarted struct {
	Lab       *lab.Lab
	Namespace string
	// Attempt counts from 1; Last tells that no other follows if it fails.
	Attempt int
	Last    bool
}

// StepStarted comes before the operations of a step.
type StepStarted struct {
	Lab  *lab.Lab
	Step *lab.Step
	// Index counts from 0.
	Index int
}

// StepReplayed tells that what a step leaves behind is being made again, for a later one.
type StepReplayed AtStep

// OperationStarted tells the command line a person would type for it.
type OperationStarted struct {
	Lab     *lab.Lab
	Step    *lab.Step
	Command string
}

// OperationFinished carries what the operation printed; foreign text. The diagnosis says why there is an error.
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

// CheckFinished tells whether a check holds; Err says what does not, and the diagnosis why.
type CheckFinished struct {
	Lab       *lab.Lab
	Step      *lab.Step
	Check     *lab.Check
	Statement i18n.Message
	Err       error
	Diagnosis []i18n.Message
	// WaitsFor is the check before this one that fails for the same causes, or nil.
	WaitsFor *lab.Check
	Elapsed  time.Duration
}

// StepFinished comes after the checks of a step. Err is its first fault, the evidence from before any clean-up.
type StepFinished struct {
	Lab      *lab.Lab
	Step     *lab.Step
	Values   lab.Values
	Err      error
	Evidence []Evidence
	Elapsed  time.Duration
}

// Evidence is foreign text from the cluster that helps to see why a step failed.
type Evidence struct {
	// Name says what it is, such as "describe pod/web" or "logs pod/web main".
	Name string `json:"name"`
	Text string `json:"text"`
}

// LabSkipped is the only event of a lab that is not written for the cluster's version of Kubernetes.
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
type LabCleaned LabPrepared

// LabKept tells of a namespace that is left for a person to look at.
type LabKept struct {
	Lab       *lab.Lab
	Namespace string
}

// LabFinished is the last event of a lab. One that passes at a later attempt than the first is flaky.
type LabFinished struct {
	Lab    *lab.Lab
	Steps  int
	Checks int
	Err    error
	// Attempt counts from 1; after a failed one, Retried tells that another attempt follows.
	Attempt int
	Retried bool
	Elapsed time.Duration
}

func (RunStarted) event()        {}
func (RunFinished) event()       {}
func (RunFailed) event()         {}
func (LabStarted) event()        {}
func (LabSkipped) event()        {}
func (LabPrepared) event()       {}
func (LabKept) event()           {}
func (LabCleaned) event()        {}
func (StepStarted) event()       {}
func (StepReplayed) event()      {}
func (OperationStarted) event()  {}
func (OperationFinished) event() {}
func (Notice) event()            {}
func (CheckFinished) event()     {}
func (StepFinished) event()      {}
func (LabFinished) event()       {}
