package engine

import (
	"fmt"
	"strings"
)

// CommandError is a command of the engine that failed.
type CommandError struct {
	Command string
	Stderr  string
	Err     error
}

func (e *CommandError) Error() string {
	text := fmt.Sprintf("%s: %v", shorten(e.Command), e.Err)
	if e.Stderr != "" {
		text += ": " + e.Stderr
	}
	if strings.Contains(e.Stderr, "no space left on device") {
		text += "\nhint: the engine's disk is full; free some space (" + strings.Fields(e.Command)[0] + " system df shows what is used), then run this again"
	}
	return text
}

func (e *CommandError) Unwrap() error { return e.Err }

// Failed makes a *CommandError of a command that somebody else ran, from its
// words and all that it printed.
func Failed(command []string, output string, err error) *CommandError {
	return &CommandError{Command: strings.Join(command, " "), Stderr: tail(output), Err: err}
}

// shorten cuts a command at a length that is easy to take in.
func shorten(command string) string {
	const limit = 120
	if len(command) <= limit {
		return command
	}
	return command[:limit] + "…"
}

// tail keeps the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
