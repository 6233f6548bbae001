package engine

import (
	"errors"
	"os/exec"
	"regexp"
	"strings"

	kindexec "sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/i18n"
)

// CommandError is a command of the engine that failed, which can be pasted into a shell.
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
	hint := remedy(e.Program(), e.Stderr)
	if e.Full || strings.Contains(e.Stderr, "no space left on device") {
		hint = FullHint(e.Program())
	}
	if !hint.IsZero() {
		lines = append(lines, i18n.Text("hint: %v", hint))
	}
	return i18n.Join("\n", lines...)
}

// FullHint says what to do where an engine has no disk left.
func FullHint(program string) i18n.Message {
	return i18n.Text("the engine's disk is full; free some space (%s system df shows what is used), then run this again", program)
}

// Unreachable says whether the engine did not answer: the command's end then says nothing.
func (e *CommandError) Unreachable() bool { return !remedy(e.Program(), e.Stderr).IsZero() }

// Detail says why the command failed, without the command.
func (e *CommandError) Detail() i18n.Message {
	if e.Stderr == "" {
		return i18n.Text("%v", e.Err)
	}
	return i18n.Text("%s (%v)", e.Stderr, e.Err)
}

func (e *CommandError) Unwrap() error { return e.Err }

// Failed makes a *CommandError of a command that somebody else ran, and of its output.
func Failed(command []string, output string, err error) *CommandError {
	return &CommandError{Command: kindexec.PrettyCommand(command[0], command[1:]...), Stderr: tail(output), Err: err}
}

// noise is what kubeadm says around its error: a frame of Go's stack, or klog's information.
var noise = regexp.MustCompile(`(?m)^(\S+\n\t\S+:\d+|I\d{4} .*)(\n|\z)`)

// tail keeps the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(noise.ReplaceAllString(text, "")), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// Program is the engine's command.
func (e *CommandError) Program() string { return strings.Fields(e.Command)[0] }

// UnavailableError says that no engine answers, why for each, and what to do.
type UnavailableError struct {
	Reasons []i18n.Message
	// Hint is for the first engine that could be had.
	Hint i18n.Message
}

func (e *UnavailableError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnavailableError) Localized() i18n.Message {
	hint := e.Hint
	if hint.IsZero() {
		hint = i18n.Text("install and start Docker, Podman or nerdctl (on Debian: apt-get install docker.io), then run this again")
	}
	return i18n.Text("no container engine is available: %v\nhint: %v", i18n.Join("; ", e.Reasons...), hint)
}

// add notes why an engine cannot be used; a missing one counts only where it was asked for.
func (e *UnavailableError) add(name string, err error, asked bool) {
	if errors.Is(err, exec.ErrNotFound) && !asked {
		return
	}
	reason := i18n.Text("%v", err)
	if failed, ok := errors.AsType[*CommandError](err); ok {
		reason = i18n.Text("%s: %v", name, failed.Detail())
	}
	e.Reasons = append(e.Reasons, reason)
	switch unfit, ok := errors.AsType[*unfitError](err); {
	case !e.Hint.IsZero():
	case ok:
		e.Hint = unfit.hint
	default:
		e.Hint = remedy(name, err.Error())
	}
}

// remedy says what to do where an engine cannot be reached, by its words; it is zero for others.
func remedy(name, words string) i18n.Message {
	words = strings.ToLower(words)
	has := func(text string) bool { return strings.Contains(words, text) }
	switch {
	case has("permission denied") && has("connect"):
		if name == "docker" {
			return i18n.Text(`allow your user to use Docker: sudo usermod --append --groups docker "$USER", then log in again; or run labs as root`)
		}
		return i18n.Text("run labs as root, or give your user access to %s", name)
	case has("cannot connect to"), has("is the docker daemon running"), has("cannot access containerd socket"):
		return i18n.Text("start %s (on Linux: sudo systemctl start %s), then run this again; run labs doctor to check it", name, service(name))
	}
	return i18n.Message{}
}

// service is what systemd calls an engine.
func service(name string) string {
	switch name {
	case "nerdctl", "finch":
		return "containerd"
	case "podman":
		return "podman.socket"
	}
	return name
}

// unfitError says that an engine answers and cannot make a cluster.
type unfitError struct{ reason, hint i18n.Message }

func (e *unfitError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *unfitError) Localized() i18n.Message { return e.reason }
