package terminal_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// limit is far more than anything here takes.
const limit = 10 * time.Second

// shell runs a script of the shell in a terminal.
func shell(t *testing.T, o terminal.Options, script string) *terminal.Terminal {
	t.Helper()
	term, err := terminal.Start(o, "sh", "-c", script)
	testkit.Must(t, err)
	t.Cleanup(term.Close)
	return term
}

// ended waits for the end of a program and demands its exit code.
func ended(t *testing.T, of *terminal.Terminal, want int) {
	t.Helper()
	code, err := of.Wait(limit)
	testkit.Must(t, err)
	testkit.Equal(t, code, want)
}

func TestATranscriptIsWhatStayedToBeRead(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"lines":             {`printf 'one\n\n  two  \n'`, "one\n\n  two\n"},
		"nothing":           {`:`, ""},
		"written over":      {`printf 'working\r\033[2Kdone\n50%%\r99%%\n'`, "done\n99%\n"},
		"written over rows": {`printf 'one\ntwo\033[A\r\033[Jthree\n'`, "three\n"},
		"colours":           {`printf '\033[1;31mred\033[m plain\n'`, "red plain\n"},
		"a title, a link":   {`printf '\033]0;title\a\033]8;;http://x\033\\link\033]8;;\033\\ \n'`, "link\n"},
		"wide characters":   {`printf '环境变量环境变量环境变量\n'`, "环境变量环境变量环境\n变量\n"},
		"no room for one":   {`printf 'x环境变量环境变量环境变量\n'`, "x环境变量环境变量环\n境变量\n"},
		"a long line":       {`printf '1234567890123456789012345\n'`, "12345678901234567890\n12345\n"},
		"a full line":       {`printf '12345678901234567890\n\nx'`, "12345678901234567890\n\nx\n"},
		"scrolled away":     {`seq 1 9`, "1\n2\n3\n4\n5\n6\n7\n8\n9\n"},
		"cleared":           {`printf 'one\033[2J\033[Htwo'`, "one\ntwo\n"},
	} {
		t.Run(name, func(t *testing.T) {
			term := shell(t, terminal.Options{Columns: 20, Rows: 4}, test.script)
			ended(t, term, 0)
			testkit.Equal(t, term.Transcript(), test.want)
		})
	}
}

func TestTheScreenIsWhatCanBeSeen(t *testing.T) {
	term := shell(t, terminal.Options{Columns: 20, Rows: 3}, `seq 1 9; printf '\033[32mok\033[m'`)
	ended(t, term, 0)
	testkit.Equal(t, term.Screen(), "8\n9\nok\n")
	testkit.Equal(t, term.Colours(), "1\n2\n3\n4\n5\n6\n7\n8\n9\n\x1b[32mok\x1b[m\n")
}

func TestKeysReachTheProgramOneByOne(t *testing.T) {
	term := shell(t, terminal.Options{}, `stty raw -echo; echo ready; dd bs=1 count=3 2>/dev/null | od -An -c; stty sane; read line; echo "<$line>"`)
	testkit.Must(t, term.Expect("ready\n", limit))
	testkit.Must(t, term.Type("h\x1b\x03"))
	testkit.Must(t, term.Match(regexp.MustCompile(`h +033 +003`), limit))
	testkit.Must(t, term.Type("name\n"))
	testkit.Must(t, term.Expect("<name>", limit))
	ended(t, term, 0)
}

func TestEachExpectationGoesOnBehindTheLast(t *testing.T) {
	term := shell(t, terminal.Options{}, `echo one two; read x; echo one`)
	testkit.Must(t, term.Expect("one two", limit))
	testkit.Must(t, term.Type("\n"))
	testkit.Must(t, term.Expect("one", limit))
	if err := term.Expect("one", limit); err == nil || !strings.Contains(err.Error(), "ended before") {
		t.Errorf("got %v", err)
	}
}

func TestAnExpectationEndsWithWhatWasThere(t *testing.T) {
	term := shell(t, terminal.Options{}, `echo something else; read x`)
	testkit.Must(t, term.Expect("else", limit))
	if err := term.Expect("this", time.Millisecond); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("got %v", err)
	}
	if _, err := term.Wait(time.Millisecond); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("got %v", err)
	}
}

func TestTheSizeIsTheProgramsAndChanges(t *testing.T) {
	term := shell(t, terminal.Options{Columns: 30, Rows: 5}, `stty size; seq 4 9; echo a line longer than twenty; until [ "$(stty size)" = "4 20" ]; do sleep 0.01; done; stty size; read x; exit 3`)
	testkit.Must(t, term.Expect("than twenty\n", limit))
	testkit.Must(t, term.Resize(20, 4))
	testkit.Must(t, term.Expect("4 20", limit))
	testkit.Must(t, term.Type("\n"))
	ended(t, term, 3)
	testkit.Equal(t, strings.TrimSpace(term.Transcript()), "5 30\n4\n5\n6\n7\n8\n9\na line longer than twenty\n4 20")
}

func TestTheEndsOfAProgram(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(*terminal.Terminal) error
		want int
	}{
		"hangup":    {(*terminal.Terminal).Hangup, 129},
		"interrupt": {func(t *terminal.Terminal) error { return t.Type("\x03") }, 130},
		"signal":    {func(t *terminal.Terminal) error { return t.Signal(syscall.SIGTERM) }, 143},
	} {
		t.Run(name, func(t *testing.T) {
			term, err := terminal.Start(terminal.Options{}, "sh", "-c", "echo ready; exec cat")
			testkit.Must(t, err)
			defer term.Close()
			testkit.Must(t, term.Expect("ready", limit))
			testkit.Must(t, test.end(term))
			ended(t, term, test.want)
		})
	}
}

func TestCloseEndsWhatWasStarted(t *testing.T) {
	term := shell(t, terminal.Options{}, `trap '' HUP; sh -c 'trap "" HUP; echo $$; exec cat' & wait`)
	testkit.Must(t, term.Match(regexp.MustCompile(`\d+\n`), limit))
	var pid int
	_, err := fmt.Sscan(term.Transcript(), &pid)
	testkit.Must(t, err)
	term.Close()
	for deadline := time.Now().Add(limit); syscall.Kill(pid, 0) == nil && !zombie(pid); {
		if time.Now().After(deadline) {
			t.Fatal("it runs on")
		}
	}
}

// zombie says that a process has ended and nobody has asked how.
func zombie(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || bytes.Contains(status, []byte(") Z "))
}

func TestTheEnvironmentIsTheOneGiven(t *testing.T) {
	term := shell(t, terminal.Options{Env: []string{"A=b", "PATH=/usr/bin:/bin"}, Dir: "/"}, `pwd; echo $A $TERM $HOME.`)
	ended(t, term, 0)
	testkit.Equal(t, term.Transcript(), "/\nb xterm-256color .\n")
}

func TestATranscriptShowsNoFrameOfASpinner(t *testing.T) {
	t.Setenv(spinner, "1")
	var screens strings.Builder
	program, err := os.Executable()
	testkit.Must(t, err)
	term, err := terminal.Start(terminal.Options{Columns: 30, Watch: func(s terminal.Screen) {
		for _, line := range s.Lines {
			screens.WriteString(line.String() + "\n")
		}
	}}, program)
	testkit.Must(t, err)
	defer term.Close()
	ended(t, term, 0)
	testkit.Equal(t, term.Transcript(), "before\nafter\n")
	if got := screens.String(); !strings.Contains(got, "pulling") {
		t.Errorf("the spinner was not there to be seen: %q", got)
	}
}

// spinner is the variable that turns the test's program into one that shows
// the status of package term.
const spinner = "TERMINAL_TEST_SPINNER"

func TestMain(m *testing.M) {
	if os.Getenv(spinner) == "" {
		os.Exit(m.Run())
	}
	streams := term.System(os.Getenv)
	fmt.Fprintln(streams.Out, "before")
	status := term.NewStatus(streams)
	for i := range 3 {
		status.Set("pulling a name that is far too long for this terminal %d", i)
		time.Sleep(700 * time.Millisecond) // for some frames
	}
	status.Clear()
	fmt.Fprintln(streams.Out, "after")
}
