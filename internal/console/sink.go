package console

import "labs.local/labs/internal/event"

// Sink shows one event. Those that say nothing to a person at a terminal are left out.
func (l *Lesson) Sink(e event.Event) {
	switch e := e.(type) {
	case event.LessonShown:
		l.shown, l.listed = "", false
		l.Show(e.Lab, e.Index)
	case event.CommandsShown:
		l.commands(e.Commands)
		if len(e.Commands) == 1 {
			l.shown = e.Commands[0]
		}
	case event.ProgressChanged:
		l.progress = e.Overview
	case event.Working:
		l.status.Busy("%v", e.Text)
	case event.TaskGraded:
		l.graded(e)
	case event.Notice:
		l.marked("  ", "!", l.streams.Language.Message(e.Text))
	case event.CheckFinished:
		l.check(e)
	case event.StepFinished:
		l.status.Clear()
	default:
		l.run(e)
		l.moves(e)
	}
}

// run shows what a step does.
func (l *Lesson) run(e event.Event) {
	switch e := e.(type) {
	case event.LabStarted:
		l.status.Busy("Preparing lab %s", e.Lab.Metadata.Name)
	case event.LabPrepared:
		l.status.Clear()
	case event.StepReplayed:
		l.marked("  ", "↻", l.streams.Language.Text("step %s made again, for what follows", e.Step.Name))
		l.status.Busy("Making it again")
	case event.OperationStarted:
		if e.Command != l.shown {
			l.commands([]string{e.Command})
		}
		l.shown = ""
		l.status.Busy("Running")
	case event.OperationFinished:
		l.operation(e)
	case event.ActionFailed:
		l.marked("  ", l.palette.fail("✗"), l.streams.Language.Error(e.Err))
	case event.StepPassed:
		l.Gap()
		l.marked("", l.palette.pass("✓"), l.streams.Language.Text("Step %s passed.", e.Step.Name))
	case event.StepNotPassed:
		l.Say("Not yet. labs hint helps, and labs check looks again.")
	case event.LabPassed:
		l.finished(e)
	case event.CourseFinished:
		l.end(e)
	}
}

// moves shows what the learner asked for beside running a step.
func (l *Lesson) moves(e event.Event) {
	switch e := e.(type) {
	case event.HintShown:
		l.hint(e)
	case event.HintsMissing:
		l.Say("There is no hint for this step: read it once more, or let it run.")
	case event.SolutionShown:
		l.solution(e)
	case event.SolutionMissing:
		l.Say("Step %s has no solution: it is a demonstration, and labs next runs it.", e.Step.Name)
	case event.ConfirmationAsked:
		l.confirmation(e)
	case event.ActionDeclined:
		l.Say("Nothing was changed.")
	case event.StepSkipped:
		l.Say("Left out: %s. labs goto %s comes back to it.", e.Step.Name, path(e.Lab, e.Step))
	case event.LessonPaused:
		l.Say("labs next goes on with %s.", path(e.Lab, e.Step))
	case event.CopyKept:
		l.Say("Kept as copy %s: labs restore %s brings it back.", e.ID, e.ID)
	case event.CopyRestored:
		l.Say("Copy %s is back, in lab %s. labs next goes on from there.", e.ID, e.Lab.Metadata.Name)
	case event.LabReset:
		l.Say("Lab %s is at its start.", e.Lab.Metadata.Name)
	case event.StepReached:
		l.Say("You are at %s. labs next goes on from there.", path(e.Lab, e.Step))
	case event.NamespaceLost:
		l.Say("The namespace %s is gone: somebody deleted it. It is made again, with what the steps before this one made.", e.Namespace)
	}
}

// graded shows a grading of a task: at first as a list of what its checks demand, later
// what is wrong and why.
func (l *Lesson) graded(e event.TaskGraded) {
	if !e.Passed && !l.listed {
		l.demands(e.Checks)
	} else if e.Passed || e.Explained {
		l.Gap()
		for _, c := range e.Checks {
			l.check(c)
		}
		l.status.Clear()
	}
	l.listed = true
}
