package console

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
)

// outputLines is how much of an operation's output a lesson shows, in lines as wide as the terminal.
const outputLines = 24

// Lesson shows a step as a learner takes it: its text, the command, what came back and what was checked.
type Lesson struct {
	screen
	language string
	course   *lab.Course
	// tail is the end of what was printed.
	tail string
	// shown is the only command of a demonstration, which need not be printed again when
	// it runs; listed says that the checks of a task are on the screen.
	shown  string
	listed bool
	// kept are the checks of the step that are not on the screen yet.
	kept []event.CheckFinished
	// progress is the newest.
	progress progress.Overview
	prompt   prompt
}

// NewLesson makes a reader of a lesson in a language of the course.
func NewLesson(s *term.Streams, status *term.Status, course *lab.Course, language string) *Lesson {
	return &Lesson{screen: newScreen(s, status), language: language, course: course}
}

func (l *Lesson) print(format string, args ...any) {
	l.unprompt()
	l.status.Clear()
	text := fmt.Sprintf(format, args...)
	l.tail = lastTwo(l.tail + text)
	fmt.Fprint(l.Out, text)
}

func lastTwo(text string) string { return text[max(0, len(text)-2):] }

// Gap leaves a line free, unless one is free already.
func (l *Lesson) Gap() {
	if l.tail != "\n\n" {
		l.print("\n")
	}
}

// marked prints a text behind a sign, wrapped to the terminal.
func (l *Lesson) marked(margin, sign, text string) {
	l.print("%s%s %s", margin, sign, strings.TrimLeft(l.indent(text, margin+"  "), " "))
}

func (l *Lesson) operation(e event.OperationFinished) {
	if e.Output != "" {
		lines := strings.SplitAfter(l.indent(e.Output, "  │ "), "\n")
		if more := len(lines) - 1 - outputLines; more > 1 {
			lines = append(lines[:outputLines], l.indent(l.Language.Text("(%d more lines)", more), "  │ "))
		}
		l.print("%s", strings.Join(lines, ""))
	}
	l.print("%s\n", l.diagnosis(e.Diagnosis, "  "))
	l.status.Busy("Checking")
}

func (l *Lesson) statement(mark string, e event.CheckFinished) {
	l.marked("  ", mark, l.Language.Message(e.Statement))
}

// check shows a check when it is done. From the first that fails on, they are kept until
// the step is over: it is soon, and only then is known how many wait for each cause.
func (l *Lesson) check(e event.CheckFinished) {
	l.status.Busy("Checking")
	if e.Err != nil || len(l.kept) > 0 {
		l.kept = append(l.kept, e)
		return
	}
	l.statement(l.mark(nil), e)
}

// checked shows the checks that were kept.
func (l *Lesson) checked() {
	l.checks(l.kept)
	l.kept = nil
}

// checks shows each check, those that wait for another one as a number below it.
func (l *Lesson) checks(all []event.CheckFinished) {
	for _, e := range all {
		if e.WaitsFor != nil {
			continue
		}
		l.statement(l.mark(e.Err), e)
		if e.Err != nil {
			l.print("%s%s%s", l.indent(l.Language.Error(e.Err), "      "), l.diagnosis(e.Diagnosis, "      "), l.waiting(all, e.Check, "      "))
		}
	}
	l.status.Clear()
}

// List shows the labs of the course: which are done, where the learner is, and how many steps are passed.
func (l *Lesson) List(done progress.Overview) {
	width := column(l.course.Labs)
	for _, each := range done.Labs {
		of, passed, skipped := each.Lab, each.Count(progress.Passed), each.Count(progress.Skipped)
		line := fmt.Sprintf("%-*s  %2d/%-2d", width, of.Metadata.Name, passed, len(of.Steps))
		if columns := l.Width(); columns == 0 || columns > 2*width+30 {
			line += "  " + of.TextIn(l.language).Title
			if columns > 0 {
				line = runewidth.Truncate(line, columns-2, "…")
			}
		}
		l.print("%s %s\n", l.sign(of == done.Lab, passed, skipped, len(of.Steps)), strings.TrimRight(line, " "))
	}
}

// sign marks a lab: done, left out in part, the current one, or open.
func (l *Lesson) sign(here bool, passed, skipped, steps int) string {
	switch {
	case here:
		return l.command("▸")
	case passed == steps:
		return l.pass("✓")
	case passed+skipped == steps:
		return "–"
	}
	return " "
}

// Steps shows how every step stands.
func (l *Lesson) Steps(done progress.Overview) {
	for _, each := range done.Labs {
		l.print("%s\n", l.strong(each.Lab.Metadata.Name))
		for i, state := range each.Steps {
			mark := map[progress.State]string{progress.Open: " ", progress.Passed: l.pass("✓"), progress.Skipped: "–"}[state]
			if each.Lab == done.Lab && i == done.Index {
				mark = l.command("▸")
			}
			l.print("  %s %s\n", mark, each.Lab.Steps[i].Name)
		}
	}
}
