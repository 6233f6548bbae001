package console

import (
	"slices"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/markdown"
)

// Show tells where the learner is, and what the step is about.
func (l *Lesson) Show(of *lab.Lab, index int) {
	text, step := of.TextIn(l.language), &of.Steps[index]
	place := l.streams.Language.Text("lab %d of %d, step %d of %d: %s",
		slices.Index(l.course.Labs, of)+1, len(l.course.Labs), index+1, len(of.Steps), of.Metadata.Name+"/"+step.Name)
	l.Gap()
	l.print("%s\n", l.palette.strong(strings.TrimRight(markdown.Indent(place, "", l.streams.Width()), "\n")))
	l.Gap()
	if index == 0 {
		l.Markdown("# " + text.Title + "\n\n" + text.Intro)
	}
	section := text.Section(step.Name)
	l.Markdown("## " + section.Title + "\n\n" + section.Body)
}

// Markdown shows a text, set for the terminal.
func (l *Lesson) Markdown(source string) {
	l.print("%s\n", markdown.Render(source, markdown.Options{Width: l.streams.Width(), Color: l.streams.Color}))
}

// Commands shows command lines; the terminal wraps them, so that they can be
// copied.
func (l *Lesson) Commands(lines []string) {
	for _, line := range lines {
		l.print("%s", markdown.Indent("$ "+line, "  ", 0))
	}
}

// Demands shows what a task's checks demand, and which of them hold already.
func (l *Lesson) Demands(checks []event.CheckFinished) {
	for _, e := range checks {
		mark := "○"
		if e.Err == nil {
			mark = l.palette.pass("✓")
		}
		l.statement(mark, e)
	}
}

// Hint shows one hint of a step.
func (l *Lesson) Hint(of *lab.Lab, step string, index int) {
	hints := of.TextIn(l.language).Section(step).Hints
	l.Gap()
	l.Markdown("**" + l.streams.Language.Text("Hint %d of %d.", index+1, len(hints)) + "** " + hints[index])
	if index+1 == len(hints) {
		l.Say("That was the last hint: labs solve shows a solution.")
	}
}

// Manifest shows a file that a solution applies.
func (l *Lesson) Manifest(name string, text []byte) {
	l.Markdown("`" + name + "`\n\n```yaml\n" + strings.ReplaceAll(string(text), "```", "'''") + "```\n")
}

// Say prints a line of the tool's own.
func (l *Lesson) Say(format string, args ...any) {
	l.print("%s", markdown.Indent(l.streams.Language.Text(format, args...), "", l.streams.Width()))
}

// Finished shows what a lab has taught, and how long it took.
func (l *Lesson) Finished(of *lab.Lab, spent time.Duration) {
	l.Gap()
	if section := of.TextIn(l.language).Section(lab.Summary); section != nil {
		l.Markdown("## " + section.Title + "\n\n" + section.Body)
	}
	l.marked("", l.palette.pass("✓"), l.streams.Language.Text("Lab %s is done. It took you %s.", of.Metadata.Name, l.took(spent)))
}

// took writes the time that a person spent.
func (l *Lesson) took(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < time.Minute:
		return l.streams.Language.Text("less than a minute")
	case minutes == 1:
		return l.streams.Language.Text("one minute")
	default:
		return l.streams.Language.Text("%d minutes", minutes)
	}
}

// End tells that the course is over: how much was passed, and what was left
// out.
func (l *Lesson) End(passed int, skipped []string, spent time.Duration) {
	l.Gap()
	if len(skipped) == 0 {
		l.marked("", l.palette.pass("✓"), l.streams.Language.Text("You have passed every step of the course, %d in all. It took you %s.", passed, l.took(spent)))
		return
	}
	l.marked("", l.palette.pass("✓"), l.streams.Language.Text("You are at the end of the course. Passed: %d. Left out: %s", passed, strings.Join(skipped, ", ")))
	l.Say("labs goto LAB/STEP takes you there.")
}

// Losses tells what is about to be deleted in a lab.
func (l *Lesson) Losses(of string, objects, files []string) {
	l.Say("This deletes in lab %s:", of)
	l.losses(objects, files)
}

// Replaces tells what a lab has now, where a copy takes its place.
func (l *Lesson) Replaces(of string, objects, files []string) {
	l.Say("The copy takes the place of what lab %s has now, where the names are the same:", of)
	l.losses(objects, files)
}

func (l *Lesson) losses(objects, files []string) {
	for _, lost := range [][]string{objects, files} {
		if len(lost) > 0 {
			l.print("%s", markdown.Indent(strings.Join(lost, "\n"), "  - ", l.streams.Width()))
		}
	}
	l.Say("A copy is kept: labs restore brings it back.")
}

// Key paints the keys that can be pressed.
func (l *Lesson) Key(line string) string { return l.palette.command(line) }

// Fault shows an operation's error.
func (l *Lesson) Fault(err error) {
	l.marked("  ", l.palette.fail("✗"), l.streams.Language.Error(err))
}

// Passed tells that the checks of a step hold.
func (l *Lesson) Passed(step string) {
	l.Gap()
	l.marked("", l.palette.pass("✓"), l.streams.Language.Text("Step %s passed.", step))
}

// Hints gives how many hints a step has.
func (l *Lesson) Hints(of *lab.Lab, step string) int {
	return len(of.TextIn(l.language).Section(step).Hints)
}
