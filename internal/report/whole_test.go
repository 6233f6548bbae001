package report_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/testkit"
)

// TestReportsAreWholeAfterEachEvent is what a program leaves that is killed then.
func TestReportsAreWholeAfterEachEvent(t *testing.T) {
	dir := t.TempDir()
	junit, markdown, stream := filepath.Join(dir, "junit.xml"), filepath.Join(dir, "summary.md"), filepath.Join(dir, "events")
	r, err := report.Open([]string{"junit=" + junit, "markdown=" + markdown, "json=" + stream}, options())
	testkit.Must(t, err)
	compiled, last := schema(t), 0
	for i, e := range recorded() {
		r.Sink(e)
		names(t, read(t, junit))
		if !strings.HasPrefix(read(t, markdown), "## ") {
			t.Errorf("event %d: %s", i, read(t, markdown))
		}
		text := read(t, stream)
		testkit.Equal(t, strings.HasSuffix(text, "\n"), true)
		valid(t, compiled, text[last:])
		last = len(text)
	}
	testkit.Must(t, r.Close())
}

func TestALabThatIsNotFinishedStandsInTheReportsAsInterrupted(t *testing.T) {
	dir := t.TempDir()
	junit, markdown := filepath.Join(dir, "junit.xml"), filepath.Join(dir, "summary.md")
	r, err := report.Open([]string{"junit=" + junit, "markdown=" + markdown}, options())
	testkit.Must(t, err)
	events := append([]event.Event{event.RunStarted{Labs: []*lab.Lab{env, volume, proxy}}}, passing(env, 1)...)
	for _, e := range append(events, failing(volume, 1, false)[:5]...) {
		r.Sink(e)
	}
	r.Interrupt()
	for _, want := range []string{`"status" value="passed"`, `"status" value="interrupted"`, `"status" value="notRun"`, "the run ended before the lab finished", "cpu=500"} {
		if got := read(t, junit); !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if got := read(t, markdown); !strings.Contains(got, "1 interrupted") {
		t.Errorf("got %s", got)
	}
	// It goes on, and is finished after all.
	for _, e := range failing(volume, 1, false)[5:] {
		r.Sink(e)
	}
	testkit.Must(t, r.Close())
	if got := read(t, junit); !strings.Contains(got, `"status" value="failed"`) || strings.Contains(got, "interrupted") {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsWrittenOnceIsWrittenWhenInterrupted(t *testing.T) {
	var out bytes.Buffer
	o := options()
	o.Out = &out
	r, err := report.Open([]string{"junit=-"}, o)
	testkit.Must(t, err)
	for _, e := range plain()[:8] {
		r.Sink(e)
	}
	testkit.Equal(t, out.String(), "")
	r.Interrupt()
	names(t, out.String())
	if !strings.Contains(out.String(), `"status" value="interrupted"`) {
		t.Errorf("got %s", out.String())
	}
	written := out.Len()
	for _, e := range plain()[8:] {
		r.Sink(e)
	}
	testkit.Must(t, r.Close())
	testkit.Equal(t, out.Len(), written)
}
