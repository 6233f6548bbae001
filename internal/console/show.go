package console

import (
	"slices"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/markdown"
)

// Show tells where the learner is, and what the step is about.
func (l *Lesson) Show(of *lab.Lab, index int) {
	text, step := of.TextIn(l.language), &of.Steps[index]
	place := l.Language.Text("lab %d of %d, step %d of %d: %s",
		slices.Index(l.course.Labs, of)+1, len(l.course.Labs), index+1, len(of.Steps), lesson.Path(of, step))
	l.Gap()
	l.print("%s\n", l.strong(strings.TrimRight(l.indent(place, ""), "\n")))
	l.Gap()
	if index == 0 {
		l.Markdown("# " + text.Title + "\n\n" + text.Intro)
	}
	section := text.Section(step.Name)
	l.Markdown("## " + section.Title + "\n\n" + section.Body)
}

// Markdown shows a text, set for the terminal.
func (l *Lesson) Markdown(source string) {
	l.print("%s\n", markdown.Render(source, markdown.Options{Width: l.Width(), Color: l.Color}))
}

// commands shows command lines; the terminal wraps them, so that they can be copied.
func (l *Lesson) commands(lines []string) {
	for _, line := range lines {
		l.print("%s", markdown.Indent("$ "+line, "  ", 0))
	}
}

// demands shows what a task's checks demand, and which of them hold already.
func (l *Lesson) demands(checks []event.CheckFinished) {
	for _, e := range checks {
		mark := "○"
		if e.Err == nil {
			mark = l.pass("✓")
		}
		l.statement(mark, e)
	}
}

func (l *Lesson) hint(e event.HintShown) {
	hints := e.Lab.TextIn(l.language).Section(e.Step.Name).Hints
	if len(hints) == 0 {
		return // which the other language has
	}
	index := min(e.Index, len(hints)-1)
	l.Gap()
	l.Markdown("**" + l.Language.Text("Hint %d of %d.", index+1, len(hints)) + "** " + hints[index])
	if index+1 == len(hints) {
		l.Say("That was the last hint. Show a solution with `labs solve`.")
	}
}

// solution shows the commands of a solution, and the files that they apply.
func (l *Lesson) solution(e event.SolutionShown) {
	l.commands(e.Commands)
	for _, m := range e.Manifests {
		l.Markdown("`" + m.Name + "`\n\n```yaml\n" + strings.ReplaceAll(string(m.Text), "```", "'''") + "```\n")
	}
	l.Say("Run it with `labs solve --apply`.")
}

// Say prints a line of the tool's own.
func (l *Lesson) Say(format string, args ...any) {
	l.print("%s", l.indent(l.Language.Text(format, args...), ""))
}

// finished shows what a lab has taught, and how long it took.
func (l *Lesson) finished(e event.LabPassed) {
	l.Gap()
	if section := e.Lab.TextIn(l.language).Section(lab.Summary); section != nil {
		l.Markdown("## " + section.Title + "\n\n" + section.Body)
	}
	l.marked("", l.pass("✓"), l.Language.Text("Lab %s is done. It took you %s.", e.Lab.Metadata.Name, l.took(e.Spent)))
}

// took writes the time that a person spent.
func (l *Lesson) took(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < time.Minute:
		return l.Language.Text("less than a minute")
	case minutes == 1:
		return l.Language.Text("one minute")
	default:
		return l.Language.Text("%d minutes", minutes)
	}
}

// end tells that the course is over: how much was passed, and what was left out.
func (l *Lesson) end(e event.CourseFinished) {
	l.Gap()
	if len(e.Skipped) == 0 {
		l.marked("", l.pass("✓"), l.Language.Text("You have passed every step of the course, %d in all. It took you %s.", e.Passed, l.took(e.Spent)))
		return
	}
	l.marked("", l.pass("✓"), l.Language.Text("End of the course. Passed: %d. Skipped: %s", e.Passed, strings.Join(e.Skipped, ", ")))
	l.Say("Go there with `labs goto LAB/STEP`.")
}

// confirmation shows what an action deletes, or replaces.
func (l *Lesson) confirmation(e event.ConfirmationAsked) {
	if e.Action == event.Restore {
		l.Say("The backup replaces what has the same name in lab %s:", e.Lab.Metadata.Name)
	} else {
		l.Say("This deletes from lab %s:", e.Lab.Metadata.Name)
	}
	for _, lost := range [][]string{e.Objects, e.Files} {
		if len(lost) > 0 {
			l.print("%s", l.indent(strings.Join(lost, "\n"), "  - "))
		}
	}
	l.Say("A backup is saved first. Restore it with `labs restore`.")
}
