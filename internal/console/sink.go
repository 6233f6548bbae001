package console

import (
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lesson"
)

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
		l.marked("  ", "!", l.Language.Message(e.Text))
	case event.CheckFinished:
		l.check(e)
	case event.StepFinished:
		l.checked()
	default:
		l.run(e)
		l.moves(e)
	}
}

func (l *Lesson) run(e event.Event) {
	switch e := e.(type) {
	case event.LabStarted:
		l.status.Busy("Preparing lab %s", e.Lab.Metadata.Name)
	case event.LabPrepared:
		l.status.Clear()
	case event.StepReplayed:
		l.marked("  ", "↻", l.Language.Text("re-ran step %s (later steps need it)", e.Step.Name))
		l.status.Busy("Re-running the step")
	case event.OperationStarted:
		if e.Command != l.shown {
			l.commands([]string{e.Command})
		}
		l.shown = ""
		l.status.Busy("Running")
	case event.OperationFinished:
		l.operation(e)
	case event.ActionFailed:
		l.marked("  ", l.fail("✗"), l.Language.Error(e.Err))
	case event.StepPassed:
		l.Gap()
		l.marked("", l.pass("✓"), l.Language.Text("Step %s passed.", e.Step.Name))
	case event.StepNotPassed:
		l.Say("Not passed yet. Try `labs hint`; run `labs check` after a fix.")
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
		l.Say("No hint for this step. Read it again, or run it.")
	case event.SolutionShown:
		l.solution(e)
	case event.SolutionMissing:
		l.Say("Step %s is a demonstration and has no solution. Run it with `labs next`.", e.Step.Name)
	case event.ConfirmationAsked:
		l.confirmation(e)
	case event.ActionDeclined:
		l.Say("Canceled. Nothing was deleted or changed.")
	case event.StepSkipped:
		l.Say("Skipped %s. Return to it with `labs goto %s`.", e.Step.Name, lesson.Path(e.Lab, e.Step))
	case event.LessonPaused:
		l.Say("Paused. Continue with %s: run `labs next`.", lesson.Path(e.Lab, e.Step))
	case event.BackupSaved:
		l.Say("Saved backup %s. Restore it with `labs restore %s`.", e.ID, e.ID)
	case event.BackupRestored:
		l.Say("Restored backup %s in lab %s. Continue with `labs next`.", e.ID, e.Lab.Metadata.Name)
	case event.LabReset:
		l.Say("Lab %s was reset.", e.Lab.Metadata.Name)
	case event.StepReached:
		l.Say("Now at %s. Continue with `labs next`.", lesson.Path(e.Lab, e.Step))
	case event.NamespaceLost:
		l.Say("Namespace %s was deleted. Recreating it, with everything that the previous steps created.", e.Namespace)
	}
}

// graded shows a grading of a task: at first as a list of what its checks demand, later what is wrong and why.
func (l *Lesson) graded(e event.TaskGraded) {
	if !e.Passed && !l.listed {
		l.demands(e.Checks)
	} else if e.Passed || e.Explained {
		l.Gap()
		l.checks(e.Checks)
	}
	l.listed = true
}
