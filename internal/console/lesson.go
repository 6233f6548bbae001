package console

import (
	"fmt"
	"strings"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
)

// outputLines is how much of an operation's output a lesson shows, in lines as
// wide as the terminal.
const outputLines = 24

// Lesson shows a step as a learner takes it: its text, the command, what came
// back and what was checked.
type Lesson struct {
	streams  *term.Streams
	status   *term.Status
	palette  palette
	language string
	course   *lab.Course
	// tail is the end of what was printed.
	tail string
	// shown is the only command of a demonstration, which need not be printed again when
	// it runs; listed says that the checks of a task are on the screen.
	shown  string
	listed bool
	// progress is the newest.
	progress progress.Overview
	prompt   prompt
}

// NewLesson makes a reader of a lesson in a language of the course.
func NewLesson(s *term.Streams, status *term.Status, course *lab.Course, language string) *Lesson {
	return &Lesson{streams: s, status: status, palette: paletteFor(s), language: language, course: course}
}

func (l *Lesson) print(format string, args ...any) {
	l.unprompt()
	l.status.Clear()
	text := fmt.Sprintf(format, args...)
	l.tail = lastTwo(l.tail + text)
	fmt.Fprint(l.streams.Out, text)
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
	l.print("%s%s %s", margin, sign, strings.TrimLeft(markdown.Indent(text, margin+"  ", l.streams.Width()), " "))
}

func (l *Lesson) operation(e event.OperationFinished) {
	if e.Output != "" {
		lines := strings.SplitAfter(markdown.Indent(e.Output, "  │ ", l.streams.Width()), "\n")
		if more := len(lines) - 1 - outputLines; more > 1 {
			lines = append(lines[:outputLines], markdown.Indent(l.streams.Language.Text("(%d more lines)", more), "  │ ", l.streams.Width()))
		}
		l.print("%s", strings.Join(lines, ""))
	}
	l.print("%s\n", diagnosis(l.streams, e.Diagnosis, "  "))
	l.status.Busy("Checking")
}

func (l *Lesson) statement(mark string, e event.CheckFinished) {
	l.marked("  ", mark, l.streams.Language.Message(e.Statement))
}

func (l *Lesson) check(e event.CheckFinished) {
	l.statement(l.palette.mark(e.Err), e)
	if e.Err != nil {
		l.print("%s%s", markdown.Indent(l.streams.Language.Error(e.Err), "      ", l.streams.Width()), diagnosis(l.streams, e.Diagnosis, "      "))
	}
	l.status.Busy("Checking")
}
