package engine

import (
	"strings"

	kindexec "sigs.k8s.io/kind/pkg/exec"
)

// CommandError is a command of the engine that failed; Command can be pasted
// into a shell.
type CommandError struct {
	Command string
	Stderr  string
	Err     error
}

func (e *CommandError) Error() string {
	text := e.Detail() + "\ncommand: " + e.Command
	if strings.Contains(e.Stderr, "no space left on device") {
		text += "\nhint: the engine's disk is full; free some space (" + strings.Fields(e.Command)[0] + " system df shows what is used), then run this again"
	}
	return text
}

// Detail says why the command failed, without the command.
func (e *CommandError) Detail() string {
	if e.Stderr == "" {
		return e.Err.Error()
	}
	return e.Stderr + " (" + e.Err.Error() + ")"
}

func (e *CommandError) Unwrap() error { return e.Err }

// Failed makes a *CommandError of a command that somebody else ran, from its
// words and all that it printed.
func Failed(command []string, output string, err error) *CommandError {
	return &CommandError{Command: kindexec.PrettyCommand(command[0], command[1:]...), Stderr: tail(output), Err: err}
}

// tail keeps the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
