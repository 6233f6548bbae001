package report

import (
	"fmt"
	"strings"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
)

// outputLines is how much of an operation's output a lesson shows.
const outputLines = 24

// Lesson shows a step as a learner takes it: its text, the command, what came
// back and what was checked.
type Lesson struct {
	streams  *term.Streams
	status   *term.Status
	palette  palette
	language string
	course   *lab.Course
}

// NewLesson makes a lesson in a language of the course.
func NewLesson(s *term.Streams, status *term.Status, course *lab.Course, language string) *Lesson {
	return &Lesson{s, status, paletteFor(s), language, course}
}

// Sink takes the events of a step.
func (l *Lesson) Sink(e event.Event) {
	switch e := e.(type) {
	case event.StepStarted:
		l.start(e)
	case event.OperationStarted:
		l.print("%s", indent("$ "+e.Command, "  ", 0)) // the terminal wraps it, so that it can be copied
		l.status.Set("running")
	case event.OperationFinished:
		l.operation(e)
	case event.Notice:
		l.print("%s", indent("! "+l.streams.Language.Message(e.Text), "  ", l.streams.Width()))
	case event.CheckFinished:
		l.check(e)
	}
}

func (l *Lesson) print(format string, args ...any) {
	l.status.Clear()
	fmt.Fprintf(l.streams.Out, format, args...)
}

func (l *Lesson) start(e event.StepStarted) {
	text := e.Lab.Texts[l.language]
	position := 0
	for i, other := range l.course.Labs {
		if other == e.Lab {
			position = i + 1
		}
	}
	l.print("%s\n", l.palette.dim(l.streams.Language.Text("lab %d of %d, step %d of %d: %s/%s",
		position, len(l.course.Labs), e.Index+1, len(e.Lab.Steps), e.Lab.Metadata.Name, e.Step.Name)))
	if e.Index == 0 {
		l.Markdown("# " + text.Title + "\n\n" + text.Intro)
	}
	section := text.Section(e.Step.Name)
	l.Markdown("## " + section.Title + "\n\n" + section.Body)
}

func (l *Lesson) operation(e event.OperationFinished) {
	lines := strings.Split(strings.TrimRight(e.Output, "\n"), "\n")
	if more := len(lines) - outputLines; more > 1 {
		lines = append(lines[:outputLines], l.streams.Language.Text("… %d more lines", more))
	}
	if e.Output != "" {
		l.print("%s", indent(strings.Join(lines, "\n"), "  │ ", l.streams.Width()))
	}
	l.print("%s", "\n")
}

func (l *Lesson) check(e event.CheckFinished) {
	statement := l.streams.Language.Message(e.Statement)
	l.print("  %s %s\n", l.palette.mark(e.Err), strings.TrimSpace(indent(statement, "    ", l.streams.Width())))
	if e.Err != nil {
		l.print("%s", indent(l.streams.Language.Error(e.Err), "      ", l.streams.Width()))
	}
}

// Hint shows one hint of a step.
func (l *Lesson) Hint(of *lab.Lab, step string) {
	section := of.Texts[l.language].Section(step)
	if len(section.Hints) > 0 {
		l.Markdown("**" + l.streams.Language.Text("Hint.") + "** " + section.Hints[0])
	}
}

// Summary shows what a lab has taught.
func (l *Lesson) Summary(of *lab.Lab) {
	if section := of.Texts[l.language].Section(lab.Summary); section != nil {
		l.Markdown("## " + section.Title + "\n\n" + section.Body)
	}
}
