package event

import (
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
)

// Action is something that a learner can do in a lesson.
type Action string

// The actions. Check, Hint, Solution and Apply are about the step that the learner is
// at; Apply runs its solution. Confirm and Decline answer a ConfirmationAsked.
const (
	Run      Action = "run"
	Check    Action = "check"
	Skip     Action = "skip"
	Hint     Action = "hint"
	Solution Action = "solution"
	Apply    Action = "apply"
	Next     Action = "next"
	Reset    Action = "reset"
	Goto     Action = "goto"
	Restore  Action = "restore"
	Confirm  Action = "confirm"
	Decline  Action = "decline"
	Quit     Action = "quit"
)

// Offer is an action that is possible now.
type Offer struct {
	Action Action
	// Label says what it does here, such as "run it again".
	Label i18n.Message
}

// LessonShown begins a step. The texts are the lab's, in all of its languages.
type LessonShown struct {
	Lab *lab.Lab
	// Index is that of the step in the lab, from 0.
	Index int
}

// CommandsShown has the command lines that a demonstration will run.
type CommandsShown struct {
	Lab      *lab.Lab
	Step     *lab.Step
	Commands []string
}

// ActionsOffered has what the learner can do from now on, until the next ActionTaken.
type ActionsOffered struct{ Offers []Offer }

// ActionTaken takes back what was offered: the learner did this, wherever.
type ActionTaken struct{ Action Action }

// Working says what is being done, until the next event.
type Working struct{ Text i18n.Message }

// TaskGraded has what the checks of a task came to. It comes at first and whenever that
// changes, and once more, explained, when it has settled or the learner asks for it.
type TaskGraded struct {
	Lab  *lab.Lab
	Step *lab.Step
	// Checks are all of the step's.
	Checks []CheckFinished
	// Explained says that the checks have diagnoses, where there are any; Passed that all of them hold.
	Explained, Passed bool
}

// HintShown has a hint of a step; Index counts from 0.
type HintShown struct {
	Lab   *lab.Lab
	Step  *lab.Step
	Index int
}

// HintsMissing comes in place of HintShown where a step has none.
type HintsMissing AtStep

// SolutionShown has the solution of a task: its command lines and the manifests that they apply.
type SolutionShown struct {
	Lab       *lab.Lab
	Step      *lab.Step
	Commands  []string
	Manifests []Manifest
}

// SolutionMissing comes in place of SolutionShown where a step has none.
type SolutionMissing AtStep

// Manifest is a file of a course.
type Manifest struct {
	Name string
	Text []byte
}

// ConfirmationAsked has what an action deletes: objects and files of a lab, of which a copy is kept. For a Restore
// these are replaced by the copy's, where the names are the same.
type ConfirmationAsked struct {
	Action         Action
	Lab            *lab.Lab
	Objects, Files []string
}

// ActionDeclined says that nothing was changed.
type ActionDeclined struct{}

// ActionFailed has why an action did not succeed, where the lesson goes on.
type ActionFailed struct{ Err error }

// StepPassed says that the checks of a step hold.
type StepPassed AtStep

// StepNotPassed says that they do not, where the learner asked once.
type StepNotPassed AtStep

// StepSkipped says that the learner left a step out.
type StepSkipped AtStep

// LessonPaused says where the course goes on another time.
type LessonPaused AtStep

// LabPassed comes when a learner leaves a lab whose steps are all done.
type LabPassed struct {
	Lab *lab.Lab
	// Spent is how long the learner was at it.
	Spent time.Duration
}

// CourseFinished is the end of the course.
type CourseFinished struct {
	Passed int
	// Skipped are steps that were left out, as LAB/STEP.
	Skipped []string
	Spent   time.Duration
}

// ProgressChanged has how far the learner is.
type ProgressChanged struct{ progress.Overview }

// BackupSaved says which copy has what an action deleted.
type BackupSaved struct{ ID string }

// BackupRestored says that a copy is back.
type BackupRestored struct {
	ID  string
	Lab *lab.Lab
}

// LabReset says that a lab is at its start.
type LabReset struct{ Lab *lab.Lab }

// StepReached says that the learner went to a step.
type StepReached AtStep

// NamespaceLost says that somebody deleted a lab's namespace, which is made again.
type NamespaceLost struct {
	Lab       *lab.Lab
	Namespace string
}

// ClusterLost ends a lesson: the cluster cannot be used.
type ClusterLost struct{ Err error }

func (LessonShown) event()       {}
func (CommandsShown) event()     {}
func (ActionsOffered) event()    {}
func (ActionTaken) event()       {}
func (Working) event()           {}
func (TaskGraded) event()        {}
func (HintShown) event()         {}
func (HintsMissing) event()      {}
func (SolutionShown) event()     {}
func (SolutionMissing) event()   {}
func (StepNotPassed) event()     {}
func (ConfirmationAsked) event() {}
func (ActionDeclined) event()    {}
func (ActionFailed) event()      {}
func (StepPassed) event()        {}
func (StepSkipped) event()       {}
func (LessonPaused) event()      {}
func (LabPassed) event()         {}
func (CourseFinished) event()    {}
func (ProgressChanged) event()   {}
func (BackupSaved) event()       {}
func (BackupRestored) event()    {}
func (LabReset) event()          {}
func (StepReached) event()       {}
func (NamespaceLost) event()     {}
func (ClusterLost) event()       {}
