package engine

import (
	"errors"
	"os/exec"
	"strings"

	"labs.local/labs/internal/i18n"
)

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

// add notes why one engine cannot be used; that it is not installed counts only
// where it was asked for.
func (e *UnavailableError) add(name string, err error, asked bool) {
	if errors.Is(err, exec.ErrNotFound) && !asked {
		return
	}
	reason := i18n.Text("%v", err)
	var failed *CommandError
	if errors.As(err, &failed) {
		reason = i18n.Text("%s: %v", name, failed.Detail())
	}
	e.Reasons = append(e.Reasons, reason)
	var unfit *unfitError
	switch {
	case !e.Hint.IsZero():
	case errors.As(err, &unfit):
		e.Hint = unfit.hint
	default:
		e.Hint = remedy(name, err.Error())
	}
}

// remedy says what to do where an engine's own words say that it is not to be
// reached; it is zero for other words.
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
