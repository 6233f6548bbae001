//go:build unix

package engine_test

import (
	"context"
	"errors"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

func TestWatchGivesWhatIsWrittenAtATerminal(t *testing.T) {
	const say = `test -t 1 && test -t 2 && ! test -t 0 || exit 3
printf 'from %s\n' "$2"
printf '\033[1A\033[2K\ra: half\r\033[1B'; printf '\033[1A\033[2K\ra: done\r\033[1B'
printf '\nproblem' >&2; exit 1`
	var lines []string
	err := docker(t, say).Watch(t.Context(), func(text string, live bool) bool {
		testkit.Equal(t, live, true)
		lines = append(lines, text)
		return text != "problem"
	}, "pull", "x")
	testkit.Equal(t, lines, []string{"from x", "a: half", "a: done", "problem"})
	testkit.Equal(t, testkit.Text(err), "problem (exit status 1)\ncommand: docker pull x")
	testkit.Must(t, docker(t, "echo ok").Watch(t.Context(), func(string, bool) bool { return true }, "pull", "x"))
}

func TestAWatchedCommandThatIsInterruptedEnds(t *testing.T) {
	quiet := func(string, bool) bool { return true }
	err := testkit.Interrupt(t, func(ctx context.Context, script string) error {
		return (&engine.Engine{Name: "sh"}).Watch(ctx, quiet, "-c", script)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := (&engine.Engine{Name: "no-such-engine"}).Watch(t.Context(), quiet, "pull"); err == nil {
		t.Error("no error")
	}
}
