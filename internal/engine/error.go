package engine

import (
	"regexp"
	"strings"

	kindexec "sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/i18n"
)

// CommandError is a command of the engine that failed; Command can be pasted
// into a shell.
type CommandError struct {
	Command string
	Stderr  string
	Err     error
	// Full says that the engine's disk was full, whatever the command said.
	Full bool
}

func (e *CommandError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *CommandError) Localized() i18n.Message {
	lines := []i18n.Message{e.Detail(), i18n.Text("command: %s", e.Command)}
	if e.Full || strings.Contains(e.Stderr, "no space left on device") {
		lines = append(lines, i18n.Text("hint: %v", FullHint(strings.Fields(e.Command)[0])))
	} else if hint := remedy(strings.Fields(e.Command)[0], e.Stderr); !hint.IsZero() {
		lines = append(lines, i18n.Text("hint: %v", hint))
	}
	return i18n.Join("\n", lines...)
}

// FullHint says what to do where an engine has no disk left.
func FullHint(program string) i18n.Message {
	return i18n.Text("the engine's disk is full; free some space (%s system df shows what is used), then run this again", program)
}

// Unreachable says whether the engine did not answer, so that the command's end
// says nothing of what it was about.
func (e *CommandError) Unreachable() bool {
	return !remedy(strings.Fields(e.Command)[0], e.Stderr).IsZero()
}

// Detail says why the command failed, without the command.
func (e *CommandError) Detail() i18n.Message {
	if e.Stderr == "" {
		return i18n.Text("%v", e.Err)
	}
	return i18n.Text("%s (%v)", e.Stderr, e.Err)
}

func (e *CommandError) Unwrap() error { return e.Err }

// Failed makes a *CommandError of a command that somebody else ran, from its
// words and all that it printed.
func Failed(command []string, output string, err error) *CommandError {
	return &CommandError{Command: kindexec.PrettyCommand(command[0], command[1:]...), Stderr: tail(output), Err: err}
}

// noise is what kubeadm says around its error: a frame of Go's stack, or what
// klog calls information.
var noise = regexp.MustCompile(`(?m)^(\S+\n\t\S+:\d+|I\d{4} .*)(\n|\z)`)

// tail keeps the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(noise.ReplaceAllString(text, "")), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// Program is the engine's command.
func (e *CommandError) Program() string { return strings.Fields(e.Command)[0] }
