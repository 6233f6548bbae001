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

// Made says whether an operation that failed did so because what it makes is there already.
func (o *Operation) Made(out Output) bool {
	return len(o.Kubectl) > 0 && strings.Contains(out.Stderr, "(AlreadyExists)") ||
		o.HTTP != nil && o.HTTP.Method == "POST" && out.Status == 409
}

// Judged says whether a check looks at how the last of the step's operations
// ended, so that the operation itself need not have succeeded.
func (s *Step) Judged() bool {
	return !s.IsTask() && slices.ContainsFunc(s.Checks, func(c Check) bool { return !c.HasSource() })
}

// Output is what an operation, or the source of a check, gave. It comes from
// Pods and servers: foreign text until it is sanitised.
type Output struct {
	// Text is a command's standard output, a response's body, or the JSON of a live object.
	Text string
	// Stderr is a command's standard error.
	Stderr string
	// Dropped and StderrDropped are how many bytes of them were cut, which is
	// everything behind the first limit.Output bytes.
	Dropped, StderrDropped int64
	// ExitCode is a command's.
	ExitCode int
	// Status is a response's, 0 where the output is no response.
	Status int
	// Refused says that nothing listened at the URL.
	Refused bool
}

// Cut says what is missing of the output; nothing where it is complete.
func (o *Output) Cut() i18n.Message {
	if n := o.Dropped + o.StderrDropped; n > 0 {
		return i18n.Text("output truncated: %d bytes dropped (labs keeps the first 1 MiB)", n)
	}
	return i18n.Message{}
}
