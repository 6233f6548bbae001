package runner

import (
	"context"
	"encoding/json"
	"errors"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// UnseenError is a check that could not look. It says nothing of what there
// is: neither that the check holds, nor that it does not.
type UnseenError struct{ Err error }

func (e *UnseenError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnseenError) Localized() i18n.Message { return i18n.Text("could not check: %v", e.Err) }

func (e *UnseenError) Unwrap() error { return e.Err }

// IsUnseen says whether a check could not look.
func IsUnseen(err error) bool { return errors.As(err, new(*UnseenError)) }

// unseen tells an error that is about what was looked at from one of looking.
// It was seen that something is not there to be asked, an object, its kind, a
// container or a program in it; and that what was asked does not answer in
// time, where the API server does.
func (s *Session) unseen(ctx context.Context, err error) error {
	if err == nil || isMismatch(err) || kube.Absent(err) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) && !kube.Unreachable(err) {
		ctx, cancel := limit.With(ctx, s.runner.Limits.Machine.Time(limit.Back))
		defer cancel()
		if s.runner.Cluster.Answers(ctx) {
			return err
		}
	}
	return &UnseenError{err}
}

// round is one pass through a step's checks. Checks that look at the same, with
// the same command or request, share what was seen in it: to ask costs more
// than all else that a check does.
type round map[string]lab.Output

// known gives what the source of a check, with values put in, gave in this
// round. What may change something is asked each time.
func (r round) known(c *lab.Check) (out lab.Output, there bool) {
	if c.Changes() {
		return lab.Output{}, false
	}
	out, there = r[source(c)]
	return out, there
}

// keep remembers what was seen, where the error is not one of looking.
func (r round) keep(c *lab.Check, out lab.Output, err error) {
	if err == nil || isMismatch(err) {
		r[source(c)] = out
	}
}

func source(c *lab.Check) string {
	text, _ := json.Marshal(c.Source()) // an operation always can be
	return string(text)
}
