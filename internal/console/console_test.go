package console_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

var (
	text = &lab.Text{Title: "Pods", Intro: "A Pod *runs* containers.", Sections: []lab.Section{
		{Step: "create", Title: "Make one", Body: "This makes a Pod.\n\n- one\n- two\n\n```yaml\nkind: Pod\n```"},
		{Step: "read", Title: "Read it", Body: "Look for `POD_IP`.", Hints: []string{"Use *exec*.", "Another."}},
		{Step: lab.Summary, Title: "Learnt", Body: "Pods run."},
	}}
	pods = &lab.Lab{
		Metadata: lab.Metadata{Name: "pods"}, Kubernetes: ">=1.30", Steps: []lab.Step{{Name: "create"}, {Name: "read"}},
		Texts: map[string]*lab.Text{"en": text},
	}
	sidecar = &lab.Lab{Metadata: lab.Metadata{Name: "a-sidecar"}, Steps: []lab.Step{{Name: "build"}}}
	course  = &lab.Course{Labs: []*lab.Lab{sidecar, pods}}
)

// hostile is what a Pod may print to steer the terminal.
const hostile = "\x1b]0;title\a\x1b[2Jgood\rbad\x1b]52;c;aGk=\x1b\\\u202e\x9b31m\x00"

// output is a terminal of that width, whose text can be read.
func output(width int) (*term.Streams, *bytes.Buffer) {
	out := &bytes.Buffer{}
	return &term.Streams{Out: out, Err: &bytes.Buffer{}, Columns: term.Fixed(width)}, out
}

func finished(text string) event.OperationFinished {
	return event.OperationFinished{Lab: pods, Step: &pods.Steps[0], Command: "kubectl get pods", Output: text, Elapsed: 300 * time.Millisecond}
}

// checked is a check of the first or second step of the lab pods.
func checked(step int, statement, fault string) event.CheckFinished {
	e := event.CheckFinished{Lab: pods, Step: &pods.Steps[step], Statement: i18n.Foreign(statement), Elapsed: 12 * time.Second}
	if fault != "" {
		e.Err = errors.New(fault)
	}
	return e
}

// noControl says that a text has nothing in it that could steer a terminal.
func noControl(t *testing.T, text string) {
	t.Helper()
	steers := func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) }
	if i := strings.IndexFunc(text, steers); i >= 0 {
		t.Errorf("a control character at %d of %q", i, text)
	}
}

func TestTraceHasALineForWhatTakesTime(t *testing.T) {
	streams, out := output(0)
	sink := console.Trace(streams)
	sink(event.LabPrepared{Lab: pods, Elapsed: 70 * time.Second})
	sink(finished("not shown"))
	sink(event.OperationFinished{Lab: pods, Step: &pods.Steps[0], Command: "sh\n-c " + hostile, Err: errors.New("broken"), Elapsed: 9949 * time.Millisecond})
	sink(checked(1, "line a", ""))
	sink(checked(1, "line b", "expected b"))
	sink(event.Notice{Lab: pods, Text: i18n.Foreign("not shown")})
	sink(event.LabCleaned{Lab: pods, Err: errors.New("stuck"), Elapsed: 10 * time.Second})
	testkit.Golden(t, "trace.txt", out.String())
	noControl(t, out.String())
}
