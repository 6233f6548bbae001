package console_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	labs "labs.local/labs"
	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// set is what a text looks like on a terminal, with or without colour.
func set(text string, width int, colour bool) string {
	streams, out := output(width)
	streams.Color = colour
	console.NewLesson(streams, term.NewStatus(streams), course, "en").Markdown(text)
	return out.String()
}

// courseTexts gives every text of the built-in course.
func courseTexts(t *testing.T) (texts []string) {
	t.Helper()
	course, err := lab.Load(labs.Course)
	testkit.Must(t, err)
	for _, l := range course.Labs {
		for _, language := range lab.Languages {
			text := l.Texts[language]
			texts = append(texts, "# "+text.Title+"\n\n"+text.Intro)
			for _, section := range text.Sections {
				texts = append(append(texts, "## "+section.Title+"\n\n"+section.Body), section.Hints...)
			}
		}
	}
	return texts
}

// wellSet says that the lines of a text fit, and that none begins or ends
// with the punctuation that may not (kinsoku).
func wellSet(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(ansi.Strip(text)) {
		line = strings.TrimRight(line, "\n")
		words := strings.Trim(line, " │•")
		first, _ := utf8.DecodeRuneInString(words)
		last, _ := utf8.DecodeLastRuneInString(words)
		switch {
		case ansi.StringWidth(line) > width:
			t.Errorf("%d columns, of %d: %s", ansi.StringWidth(line), width, line)
		case strings.ContainsRune("，。；：、？！）」』》”…—", first):
			t.Errorf("%d columns: a line begins with %c: %s", width, first, line)
		case strings.ContainsRune("（「『《“", last):
			t.Errorf("%d columns: a line ends with %c: %s", width, last, line)
		}
	}
}

func TestEveryTextOfTheCourseIsWellSet(t *testing.T) {
	for _, text := range courseTexts(t) {
		for _, width := range []int{33, 40, 60, 79, 80} {
			wellSet(t, set(text, width, width%2 == 0), width)
		}
	}
}

func TestForeignTextIsWellSetToo(t *testing.T) {
	for _, text := range courseTexts(t) {
		for _, width := range []int{40, 60, 80} {
			wellSet(t, lesson(width, func(l *console.Lesson) {
				l.Sink(finished(text))
				l.Sink(checked(0, text, "a\tb\t"+text))
				l.Sink(event.StepFinished{})
			}), width)
		}
	}
}

func TestATextKeepsItsWords(t *testing.T) {
	words := func(text string) string { return strings.Join(strings.Fields(ansi.Strip(text)), "") }
	for _, text := range courseTexts(t) {
		if got, want := words(set(text, 40, true)), words(set(text, 80, true)); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestATextIsSetInNoTime(t *testing.T) {
	texts := courseTexts(t)
	started := time.Now()
	for _, text := range texts {
		set(text, 80, true)
	}
	if each := time.Since(started) / time.Duration(len(texts)); each > 5*time.Millisecond {
		t.Errorf("a text takes %s", each)
	}
}
