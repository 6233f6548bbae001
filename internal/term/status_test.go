package term_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fatih/color"
	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

func TestAStatusElsewhereThanOnATerminalIsPlainLines(t *testing.T) {
	var out bytes.Buffer
	status := term.NewStatus(&term.Streams{Err: &out, Columns: term.Fixed(20)})
	status.Set("pulling %s", "a long name that would not fit")
	status.Set("\x1b[31mbuilding\a")
	status.Clear()
	testkit.Equal(t, out.String(), "pulling a long name that would not fit\nbuilding\n")
}

// drawn runs a live status on a clock of its own and gives what it wrote.
func drawn(t *testing.T, work func(*term.Status)) string {
	t.Helper()
	var out bytes.Buffer
	synctest.Test(t, func(*testing.T) {
		work(term.NewStatus(&term.Streams{Err: &out, LiveErr: true, Columns: term.Fixed(30)}))
	})
	return out.String()
}

func TestALiveStatusWritesOneLineOverAndTakesItAway(t *testing.T) {
	out := drawn(t, func(status *term.Status) {
		status.Set("waiting")
		time.Sleep(1050 * time.Millisecond)
		status.Set("running")
		time.Sleep(100 * time.Millisecond)
		status.Clear()
	})
	const line = "\r\x1b[2K"
	testkit.Equal(t, strings.Split(out, line)[1:], []string{
		"⠋ waiting (0s)", "⠙ waiting (0s)", "⠹ waiting (0s)", "⠸ waiting (0s)", "⠼ waiting (0s)", "⠴ waiting (0s)",
		"⠦ waiting (0s)", "⠧ waiting (0s)", "⠇ waiting (0s)", "⠏ waiting (0s)", "⠋ waiting (1s)", "⠙ running (0s)", "",
	})
}

func TestALiveStatusNeverWraps(t *testing.T) {
	out := drawn(t, func(status *term.Status) {
		status.Set("running %s", strings.Repeat("名", 40))
		synctest.Wait()
		status.Clear()
	})
	testkit.Equal(t, out, "\r\x1b[2K⠋ running 名名名名名名名名名…\r\x1b[2K")
}

func TestAClearedStatusCanBeSetAgain(t *testing.T) {
	out := drawn(t, func(status *term.Status) {
		status.Clear()
		for _, text := range []string{"one", "two"} {
			status.Set("%s", text)
			synctest.Wait()
			status.Clear()
			status.Clear()
		}
	})
	testkit.Equal(t, out, "\r\x1b[2K⠋ one (0s)\r\x1b[2K\r\x1b[2K⠋ two (0s)\r\x1b[2K")
}

func TestBusyShowsOnlyWhatTakesTime(t *testing.T) {
	out := drawn(t, func(status *term.Status) {
		for _, pause := range []time.Duration{200, 350} {
			status.Busy("looking")
			time.Sleep(pause * time.Millisecond)
			status.Clear()
		}
	})
	testkit.Equal(t, strings.TrimPrefix(out, "\r\x1b[2K"), "\r\x1b[2K⠋ looking (0s)\r\x1b[2K")
}

func TestColourBelongsToAStream(t *testing.T) {
	for want, colourful := range map[string]bool{"\x1b[32mok\x1b[0m": true, "ok": false} {
		paint := (&term.Streams{Color: colourful}).Paint(color.FgGreen)
		testkit.Equal(t, paint("ok"), want)
	}
}

func TestAFileTakesNeitherColourNorALineWrittenOver(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	testkit.Must(t, err)
	defer file.Close()
	out, errors := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = out, errors }()
	os.Stdout, os.Stderr = file, file
	streams := term.System(func(string) string { return "" })
	testkit.Equal(t, []any{streams.Color, streams.Live, streams.LiveErr, streams.Width()}, []any{false, false, false, 0})
	if streams.Out != file || streams.Err != file {
		t.Error("the streams are not the process's")
	}
}

func TestAMeterShowsHowFarItIsAndHowFast(t *testing.T) {
	var out bytes.Buffer
	synctest.Test(t, func(*testing.T) {
		status := term.NewStatus(&term.Streams{Err: &out, LiveErr: true, Columns: term.Fixed(80)})
		count := status.Measure(720_000_000, i18n.Text("Loading %s", "workshop.tar.zst"))
		time.Sleep(1950 * time.Millisecond)
		count(180_000_000)
		time.Sleep(100 * time.Millisecond)
		status.Set("Done")
		time.Sleep(100 * time.Millisecond)
		status.Clear()
	})
	lines := strings.Split(out.String(), "\r\x1b[2K")
	testkit.Equal(t, []string{lines[1], lines[len(lines)-3], lines[len(lines)-2]}, []string{
		"⠋ Loading workshop.tar.zst  " + strings.Repeat("╌", 21) + "    0%  0 B/720 MB            ",
		"⠋ Loading workshop.tar.zst  ━━━━━" + strings.Repeat("╌", 16) + "   25%  180 MB/720 MB  90 MB/s",
		"⠙ Done (0s)",
	})
}

func TestAMeterNeverWraps(t *testing.T) {
	for columns := 1; columns < 100; columns++ {
		var out bytes.Buffer
		synctest.Test(t, func(*testing.T) {
			status := term.NewStatus(&term.Streams{Err: &out, LiveErr: true, Columns: term.Fixed(columns + 1)})
			status.Measure(1<<30, i18n.Text("正在加载 %s", strings.Repeat("名", 40)))(1 << 29)
			time.Sleep(350 * time.Millisecond)
			status.Clear()
		})
		for line := range strings.SplitSeq(out.String(), "\r\x1b[2K") {
			if runewidth.StringWidth(line) > columns {
				t.Fatalf("%d columns: %q", columns+1, line)
			}
		}
	}
}

func TestAMeterElsewhereThanOnATerminalSaysALineEveryFewSeconds(t *testing.T) {
	var out bytes.Buffer
	synctest.Test(t, func(*testing.T) {
		status := term.NewStatus(&term.Streams{Err: &out})
		count := status.Measure(1000, i18n.Text("Loading"))
		for range 3 {
			time.Sleep(4 * time.Second)
			count(250)
		}
		status.Measure(0, i18n.Text("Reading"))(1500)
		time.Sleep(6 * time.Second)
		status.Set("Done")
		time.Sleep(time.Minute)
	})
	testkit.Equal(t, out.String(), "Loading\nLoading: 25%  250 B/1.0 kB  50 B/s\nLoading: 50%  500 B/1.0 kB  50 B/s\nReading\nReading: 1.5 kB  300 B/s\nDone\n")
}

// What is pulled has a size when its layers have; until then the time shows that
// it is being asked for.
func TestAMeterLearnsTheSizeOnTheWay(t *testing.T) {
	show := func(live bool) []string {
		var out bytes.Buffer
		synctest.Test(t, func(*testing.T) {
			status := term.NewStatus(&term.Streams{Err: &out, LiveErr: live, Columns: term.Fixed(80)})
			put := status.Track(i18n.Text("Pulling %s", "kindest/node"))
			time.Sleep(5250 * time.Millisecond)
			put(60_000_000, 0)
			time.Sleep(5 * time.Second)
			put(120_000_000, 480_000_000)
			time.Sleep(5 * time.Second)
			status.Clear()
		})
		return strings.Split(strings.ReplaceAll(out.String(), "\r\x1b[2K", "\n"), "\n")
	}
	testkit.Equal(t, show(false), []string{
		"Pulling kindest/node", "Pulling kindest/node: 60 MB  12 MB/s", "Pulling kindest/node: 25%  120 MB/480 MB  12 MB/s", "",
	})
	live := show(true)
	for _, want := range []string{
		"Pulling kindest/node (5s)", "Pulling kindest/node  60 MB", "Pulling kindest/node  ━━━━━━" + strings.Repeat("╌", 19) + "   25%  120 MB/480 MB",
	} {
		if !slices.ContainsFunc(live, func(line string) bool { return strings.Contains(line, want) }) {
			t.Errorf("no line %q in %q", want, live)
		}
	}
}
