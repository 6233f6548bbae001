package event

import (
	"time"

	"labs.local/labs/internal/lab"
)

// Outcome is how a mutant ended.
type Outcome string

// The outcomes: a check or an operation failed, all passed, or the API server did not take the mutant.
const (
	Killed   Outcome = "killed"
	Survived Outcome = "survived"
	Rejected Outcome = "rejected"
)

// MutantsStarted comes before the mutants of a lab.
type MutantsStarted struct {
	Lab   *lab.Lab
	Total int
}

// MutantFinished tells how one wrong variant of a lab ended.
type MutantFinished struct {
	Lab *lab.Lab
	// Mutant says in one line what was wrong, Diff as a unified diff.
	Mutant, Diff string
	// Step is the first that the fault is in, and should notice it; Noticed is the one that did.
	Step, Noticed *lab.Step
	Outcome       Outcome
	// Err is what was noticed, or why the mutant was rejected.
	Err     error
	Elapsed time.Duration
}

// LabMutated comes when all mutants of a lab are finished.
type LabMutated struct {
	Lab *lab.Lab
	// Excluded are those that the lab itself leaves out.
	Killed, Survived, Rejected, Excluded int
	Elapsed                              time.Duration
}

// Count adds a mutant.
func (m *LabMutated) Count(o Outcome) {
	switch o {
	case Killed:
		m.Killed++
	case Survived:
		m.Survived++
	case Rejected:
		m.Rejected++
	}
}

func (MutantsStarted) event() {}
func (MutantFinished) event() {}
func (LabMutated) event()     {}
