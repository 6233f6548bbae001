package runner

import (
	"errors"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// UnseenError is a check that could not look. It says nothing of what there
// is: neither that the check holds, nor that it does not.
type UnseenError struct{ Err error }

func (e *UnseenError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnseenError) Localized() i18n.Message { return i18n.Text("could not look: %v", e.Err) }

func (e *UnseenError) Unwrap() error { return e.Err }

// unseen tells an error that is about what was looked at from one of looking.
// That something is not there to be asked, an object, its kind, a container or
// a program in it, is what was seen.
func unseen(err error) error {
	if err == nil || isMismatch(err) || kube.Absent(err) {
		return err
	}
	return &UnseenError{err}
}

// IsUnseen says whether a check could not look.
func IsUnseen(err error) bool { return errors.As(err, new(*UnseenError)) }
