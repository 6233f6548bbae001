package report_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/testkit"
)

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	testkit.Must(t, err)
	return string(data)
}

func TestWhatCannotBeWrittenIsRefusedAtOnce(t *testing.T) {
	dir := t.TempDir()
	testkit.Must(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	kept := filepath.Join(dir, "kept")
	testkit.Must(t, os.WriteFile(kept, []byte("old"), 0o644))
	for _, test := range []struct{ asked, want string }{
		{"junit", `invalid --report "junit": use FORMAT=FILE; the formats are junit, json, markdown`},
		{"junit=", `invalid --report "junit=": use FORMAT=FILE; the formats are junit, json, markdown`},
		{"=x", `invalid --report "=x": use FORMAT=FILE; the formats are junit, json, markdown`},
		{"xml=x", `invalid --report "xml=x": use FORMAT=FILE; the formats are junit, json, markdown`},
		{"json=DIR/none/x", `--report json=DIR/none/x: directory "DIR/none" does not exist`},
		{"json=DIR/folder", `--report json=DIR/folder: "DIR/folder" is a directory`},
		{"json=DIR/kept/x", `--report json=DIR/kept/x: stat DIR/kept/x: not a directory`},
		{"markdown=DIR/kept", `--report markdown=DIR/kept: json=DIR/kept already uses this output`},
	} {
		asked := []string{"json=" + kept, strings.ReplaceAll(test.asked, "DIR", dir)}
		_, err := report.Open(asked, options())
		testkit.Equal(t, testkit.Text(err), strings.ReplaceAll(test.want, "DIR", dir))
	}
	testkit.Equal(t, read(t, kept), "old")
	entries, err := os.ReadDir(dir)
	testkit.Must(t, err)
	testkit.Equal(t, len(entries), 2)
}

func TestSeveralReportsOfOneRun(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	o := options()
	o.Out = &out
	r, err := report.Open([]string{"junit=" + filepath.Join(dir, "a,b.xml"), "json=" + filepath.Join(dir, "x=y"), "markdown=-"}, o)
	testkit.Must(t, err)
	if !r.TakesOut() {
		t.Error("a report on standard output, and nobody says so")
	}
	for _, e := range plain() {
		r.Sink(e)
	}
	testkit.Must(t, r.Close())
	for name, want := range map[string]string{"a,b.xml": "<?xml", "x=y": `{"time":`} {
		if got := read(t, filepath.Join(dir, name)); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if !strings.HasPrefix(out.String(), "## ❌ 1 of 2 labs failed") {
		t.Errorf("got %s", out.String())
	}
	again := out.Len()
	testkit.Must(t, r.Close())
	testkit.Equal(t, out.Len(), again)
}

func TestAReportIsReplacedAsAWholeThroughLinks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.xml")
	testkit.Must(t, os.WriteFile(file, []byte("old"), 0o600))
	link := file + ".link"
	testkit.Must(t, os.Symlink(file, link))
	r, err := report.Open([]string{"junit=" + link}, options())
	testkit.Must(t, err)
	testkit.Equal(t, read(t, file), "old")
	for _, e := range plain() {
		r.Sink(e)
	}
	testkit.Must(t, r.Close())
	if got := read(t, file); !strings.HasPrefix(got, "<?xml") {
		t.Errorf("got %s", got)
	}
	info, err := os.Lstat(link)
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Type(), os.ModeSymlink)
}

func TestEachLineOfJSONIsThereAsSoonAsItsEvent(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events")
	r, err := report.Open([]string{"json=" + file}, options())
	testkit.Must(t, err)
	for i, e := range plain() {
		r.Sink(e)
		if got := strings.Count(read(t, file), "\n"); got != i+1 {
			t.Fatalf("%d lines after %d events", got, i+1)
		}
	}
	testkit.Must(t, r.Close())
}

func TestASummaryThatOthersWriteToIsAddedTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary")
	testkit.Must(t, os.WriteFile(file, []byte("# Night\n"), 0o644))
	o := options()
	o.Append = file
	r, err := report.Open([]string{"markdown=" + file}, o)
	testkit.Must(t, err)
	testkit.Must(t, r.Close())
	if got := read(t, file); !strings.HasPrefix(got, "# Night\n## ") {
		t.Errorf("got %s", got)
	}
}

// pipe makes a named pipe with a reader; no test goes near a real device,
// which a fault would replace.
func pipe(t *testing.T) (name string, reader *os.File) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "pipe")
	testkit.Must(t, syscall.Mkfifo(name, 0o600))
	reader, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	testkit.Must(t, err)
	t.Cleanup(func() { _ = reader.Close() })
	return name, reader
}

func TestAPipeIsWrittenToAndNotReplaced(t *testing.T) {
	for format, want := range map[string]string{"junit": "<?xml", "json": `{"time":`} {
		name, reader := pipe(t)
		r, err := report.Open([]string{format + "=" + name}, options())
		testkit.Must(t, err)
		r.Sink(event.RunFinished{})
		testkit.Must(t, r.Close())
		info, err := os.Stat(name)
		testkit.Must(t, err)
		testkit.Equal(t, info.Mode().Type(), os.ModeNamedPipe)
		got := make([]byte, len(want))
		_, err = io.ReadFull(reader, got)
		testkit.Must(t, err)
		testkit.Equal(t, string(got), want)
	}
}

func TestAStreamThatFailsSaysSoAtTheEnd(t *testing.T) {
	name, reader := pipe(t)
	r, err := report.Open([]string{"json=" + name}, options())
	testkit.Must(t, err)
	testkit.Must(t, reader.Close())
	for _, e := range plain() {
		r.Sink(e)
	}
	testkit.Equal(t, testkit.Text(r.Close()), fmt.Sprintf("write the report %q: write %s: broken pipe", name, name))
}

func TestEvidenceIsBounded(t *testing.T) {
	long := "begin\n" + strings.Repeat("字", 1<<13) + "\nend"
	var many []event.Evidence
	for i := range 300 {
		many = append(many, event.Evidence{Name: fmt.Sprintf("logs %d", i), Text: long})
	}
	canceled := context.Canceled
	events := []event.Event{event.RunStarted{Labs: []*lab.Lab{volume}}}
	for range 40 {
		events = append(events, started(volume, 1), operated(volume, long, long, mismatch(long, long)), checked(volume, 0, mismatch(long, long)), stepped(volume, mismatch("a", "b"), many...), ended(volume, 1, true, canceled))
	}
	for format, limit := range map[string]int{"junit": 4 << 20, "json": 4 << 20, "markdown": 910_000} {
		got := written(t, format, options(), events)
		if len(got) > limit || !strings.Contains(got, "begin") || !strings.Contains(got, " B …]") || strings.Contains(got, "\ufffd") {
			t.Errorf("%s: %d bytes", format, len(got))
		}
	}
	if got := len(annotated(t, options(), append(events, ended(volume, 1, false, nil)))); got > 1<<20 {
		t.Errorf("annotations of %d bytes", got)
	}
	if got := written(t, "markdown", options(), events); !strings.Contains(got, " more not shown.\n") {
		t.Error("what is left out is not said")
	}
}

func TestGitHubLooksForCommandsInAnnotationsAlone(t *testing.T) {
	o := options()
	o.Token = "T"
	var out bytes.Buffer
	sink := report.Annotations(&out, o)
	sink(event.RunStarted{})
	for _, e := range failing(env, 1, false) {
		sink(e)
	}
	for _, e := range passing(volume, 1) {
		sink(e)
	}
	sink(event.RunFinished{})
	want := regexp.MustCompile(`^::stop-commands::T\n::T::\n(::error .*\n)+::stop-commands::T\n::T::\n$`)
	if !want.MatchString(out.String()) {
		t.Error(out.String())
	}
}

func TestLabsOfAllGoroutinesAreReported(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events")
	r, err := report.Open([]string{"json=" + file, "junit=" + file + ".xml"}, options())
	testkit.Must(t, err)
	var out bytes.Buffer
	r.Also(report.Annotations(&out, options()))
	r.Sink(event.RunStarted{Labs: []*lab.Lab{env, volume, proxy}})
	var group sync.WaitGroup
	for _, l := range []*lab.Lab{env, volume, proxy} {
		group.Go(func() {
			for _, e := range append(failing(l, 1, true), passing(l, 2)...) {
				r.Sink(e)
			}
		})
	}
	group.Wait()
	r.Sink(event.RunFinished{})
	testkit.Must(t, r.Close())
	testkit.Equal(t, strings.Count(read(t, file), `"status":"flaky"`), 3)
	testkit.Equal(t, strings.Count(out.String(), "\n"), 3)
	testkit.Equal(t, strings.Count(out.String(), "::warning file="), 3)
	testkit.Equal(t, strings.Count(read(t, file+".xml"), `"status" value="flaky"`), 3)
}

func TestAFaultIsAnnotatedWhenItsStepIsOver(t *testing.T) {
	for last, want := range map[bool]int{true: 1, false: 0} {
		var out bytes.Buffer
		sink := report.Annotations(&out, options())
		events := failing(env, 1, !last)
		for _, e := range events[:len(events)-1] { // the lab is not over
			if started, ok := e.(event.LabStarted); ok {
				started.Last = last
				e = started
			}
			sink(e)
		}
		testkit.Equal(t, min(1, strings.Count(out.String(), "::error ")), want)
		sink(events[len(events)-1])
		whole := out.String()
		sink(event.LabFinished{Lab: env})
		if last && strings.Count(whole, "::error ") != strings.Count(out.String(), "::error ") {
			t.Error("a fault is annotated twice:\n" + out.String())
		}
	}
}
