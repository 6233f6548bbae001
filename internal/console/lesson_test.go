package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// lesson is what a lesson prints.
func lesson(width int, work func(*console.Lesson)) string {
	streams, out := output(width)
	work(console.NewLesson(streams, term.NewStatus(streams), course, "en"))
	return out.String()
}

func demo(l *console.Lesson) {
	l.Show(pods, 0)
	for _, e := range []event.Event{
		event.LabStarted{Lab: pods, Namespace: "pods"},
		event.OperationStarted{Lab: pods, Step: &pods.Steps[0], Command: "kubectl exec downward -c alpine -- sh -c 'env\nid'"},
		finished("POD_IP=10.0.0.7\n\nuid=0(root) gid=0(root) groups=0(root),1(bin),2(daemon)\n"),
		event.Notice{Lab: pods, Text: i18n.Text("port %d is in use by another program; the proxy listens on port %d instead", 8001, 8002)},
		finished(""),
		checked(0, "pod/web: status.phase is \"Running\", spec.containers[web].image is \"localhost/toolbox:v1\"", ""),
		checked(0, "output contains line POD_IP=10.0.0.8", "expected line POD_IP=10.0.0.8; closest match: POD_IP=10.0.0.7"),
		event.StepFinished{Lab: pods, Step: &pods.Steps[0]},
	} {
		l.Sink(e)
	}
}

func TestADemoStepAsALearnerTakesIt(t *testing.T) {
	for _, width := range []int{40, 80, 200} {
		testkit.Golden(t, fmt.Sprintf("demo-%d.txt", width), lesson(width, demo))
	}
}

func TestNoLineOfALessonIsWiderThanTheTerminal(t *testing.T) {
	for line := range strings.Lines(lesson(40, demo)) {
		if strings.HasPrefix(line, "  $ ") {
			continue // a command has its lines as they are to be pasted
		}
		if width := len([]rune(strings.TrimRight(line, "\n"))); width > 40 {
			t.Errorf("%d columns: %s", width, line)
		}
	}
}

func TestTheIntroductionStandsOnlyBeforeTheFirstStep(t *testing.T) {
	out := lesson(80, func(l *console.Lesson) { l.Show(pods, 1) })
	testkit.Equal(t, []bool{
		strings.Contains(out, "lab 2 of 2, step 2 of 2: pods/read"), strings.Contains(out, "Read it"), strings.Contains(out, "A Pod"),
	}, []bool{true, true, false})
}

func TestALongOutputIsCutShort(t *testing.T) {
	for lines, want := range map[int]int{24: 25, 25: 26, 26: 26, 1000: 26} {
		out := lesson(0, func(l *console.Lesson) { l.Sink(finished(strings.Repeat("x\n", lines))) })
		testkit.Equal(t, strings.Count(out, "\n"), want)
		if cut := strings.Contains(out, fmt.Sprintf("│ (%d more lines)\n", lines-24)); cut != (lines > 25) {
			t.Errorf("%d lines: cut is %v", lines, cut)
		}
	}
}

func TestNothingOfAPodOrACourseSteersTheLessonsTerminal(t *testing.T) {
	foreign := &lab.Lab{Metadata: pods.Metadata, Steps: pods.Steps, Texts: map[string]*lab.Text{"en": {
		Title: hostile, Intro: hostile + "&#27;[2J&#x9b;2J", Sections: []lab.Section{{Step: "create", Title: hostile, Body: "```\n" + hostile + "\n```", Hints: []string{hostile}}},
	}}}
	out := lesson(80, func(l *console.Lesson) {
		l.Sink(event.LessonShown{Lab: foreign})
		l.Sink(event.HintShown{Lab: foreign, Step: &foreign.Steps[0]})
		l.Sink(event.SolutionShown{Commands: []string{hostile}, Manifests: []event.Manifest{{Name: hostile, Text: []byte(hostile)}}})
		l.Sink(event.OperationStarted{Lab: foreign, Command: hostile})
		l.Sink(finished(hostile))
		l.Sink(checked(0, hostile, hostile))
		l.Sink(event.StepFinished{})
	})
	noControl(t, out)
	if got := strings.Count(out, "goodbad"); got != 12 {
		t.Errorf("the text is there %d times, want 12:\n%s", got, out)
	}
}

func TestColourIsWhereTheTerminalHasIt(t *testing.T) {
	streams, out := output(80)
	streams.Color = true
	console.NewLesson(streams, term.NewStatus(streams), course, "en").Markdown("# Pods\n&#27;[2J")
	if got := out.String(); !strings.Contains(got, "\x1b[") || strings.Contains(got, "\x1b[2J") {
		t.Errorf("got %q", got)
	}
}

func TestHintsComeInOrderAndTheLastSaysSo(t *testing.T) {
	testkit.Equal(t, lesson(80, func(l *console.Lesson) {
		l.Sink(event.HintShown{Lab: pods, Step: &pods.Steps[1], Index: 0})
		l.Sink(event.HintShown{Lab: pods, Step: &pods.Steps[1], Index: 1})
	}),
		"\n  **Hint 1 of 2.** Use *exec*.\n\n  **Hint 2 of 2.** Another.\n\nThat was the last hint. Show a solution with `labs solve`.\n")
}

func TestTheEndOfALabTellsWhatWasLearntAndTheTime(t *testing.T) {
	without := &lab.Lab{Metadata: pods.Metadata, Texts: map[string]*lab.Text{"en": {}}}
	for spent, want := range map[time.Duration]string{
		20 * time.Second: "less than a minute", 80 * time.Second: "one minute", 17 * time.Minute: "17 minutes",
	} {
		out := lesson(80, func(l *console.Lesson) {
			l.Sink(event.LabPassed{Lab: without, Spent: spent})
			l.Sink(event.LabPassed{Lab: pods, Spent: spent})
		})
		testkit.Equal(t, strings.Join(strings.Fields(out), " "), "✓ Lab pods is done. It took you "+want+". ## Learnt Pods run. ✓ Lab pods is done. It took you "+want+".")
	}
}

func TestTheListShowsWhereOneIs(t *testing.T) {
	done := &progress.Course{Labs: map[string]*progress.Lab{"a-sidecar": {Skipped: []string{"build"}}, "pods": {Passed: []string{"create"}}}}
	named := &lab.Course{Labs: []*lab.Lab{sidecar, pods}}
	sidecar.Texts = pods.Texts
	for width, want := range map[int]string{
		0:  "– a-sidecar   0/1   Pods\n▸ pods        1/2   Pods\n",
		40: "– a-sidecar   0/1\n▸ pods        1/2\n",
	} {
		streams, out := output(width)
		console.NewLesson(streams, term.NewStatus(streams), named, "en").List(done.Overview(named))
		testkit.Equal(t, out.String(), want)
	}
}
