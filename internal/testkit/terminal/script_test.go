package terminal_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// play runs a script beside a program of the shell.
func play(t *testing.T, program, script string) error {
	t.Helper()
	player := &terminal.Player{Terminal: shell(t, terminal.Options{}, program), Limit: limit, Dir: t.TempDir()}
	return player.Play(script)
}

func TestAPlayerDoesWhatTheScriptSays(t *testing.T) {
	testkit.Must(t, play(t, `stty -echo; echo ready; read a; echo "got $a"; until [ "$(stty size)" = "10 40" ]; do sleep 0.01; done; stty size; read b; exit 4`, `
# a comment
expect ready
run touch file; test -f file
type one "two"\x20\n
match got .*"two"
absent three
resize 40 10
expect 10 40
type \n
exit 4
`))
	testkit.Must(t, play(t, "echo ready; exec cat", "expect ready\nhangup\nexit 129"))
	testkit.Must(t, play(t, "echo ready; exec cat", "expect ready\nsignal TERM\nexit 143"))
}

func TestAPlayerSaysWhichLineFailed(t *testing.T) {
	for script, want := range map[string]string{
		"":                      "exit code 3, want 0",
		"\nexpect more":         `line 2: expect more: the program's output ended before it held "more"; the transcript is` + "\nready",
		"run echo no; exit 7":   "line 1: run echo no; exit 7: exit status 7:\nno",
		"match [":               "line 1: match [: error parsing regexp",
		"match ready\nexit 1":   "line 2: exit 1: exit code 3, want 1",
		"match y\nabsent ready": "line 2: absent ready: it is there:\nready",
		"wait":                  `line 1: wait: no verb "wait"`,
		`type \q`:               `line 1: type \q: invalid syntax`,
		"resize 40":             "line 1: resize 40: EOF",
		"signal NONE":           `line 1: signal NONE: no signal "NONE"`,
	} {
		if got := testkit.Text(play(t, "echo ready; exit 3", script)); !strings.Contains(got, want) {
			t.Errorf("%q: got %s, want %s", script, got, want)
		}
	}
}
