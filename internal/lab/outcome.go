package lab

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Failed says how an operation ended otherwise than it has to, or nil.
func (o *Operation) Failed(out Output) error {
	wanted := 0
	if o.ExitCode != nil {
		wanted = *o.ExitCode
	}
	switch {
	case out.Refused:
		return i18n.Errorf("nothing listens there: %s", out.Stderr)
	case out.Status >= 400:
		return i18n.Errorf("the response has status %d", out.Status)
	case out.ExitCode == wanted:
		return nil
	case out.ExitCode == 0:
		return i18n.Errorf("exit code 0, expected %d", wanted)
	}
	return i18n.Errorf("exit code %d%s", out.ExitCode, said(out.Stderr))
}

// said is the last line of what a command complains of.
func said(stderr string) string {
	stderr = strings.TrimSpace(stderr)
	if stderr = stderr[strings.LastIndexByte(stderr, '\n')+1:]; stderr != "" {
		return ": " + stderr
	}
	return ""
}

// Made says whether an operation that failed did so because what it makes is
// there already.
func (o *Operation) Made(out Output) bool {
	return len(o.Kubectl) > 0 && strings.Contains(out.Stderr, "(AlreadyExists)") ||
		o.HTTP != nil && o.HTTP.Method == "POST" && out.Status == 409
}

// Judged says whether a check looks at how the last of the step's operations
// ended, so that the operation itself need not have succeeded.
func (s *Step) Judged() bool {
	return !s.IsTask() && slices.ContainsFunc(s.Checks, func(c Check) bool { return !c.HasSource() })
}
