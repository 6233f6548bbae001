package bundle

import (
	"errors"

	"labs.local/labs/internal/i18n"
)

// InvalidError says why a bundle is refused. Nothing of it was used.
type InvalidError struct {
	// Name is the file's, "" while that is unknown.
	Name   string
	Reason error
}

func (e *InvalidError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *InvalidError) Localized() i18n.Message {
	return i18n.Text("bundle %q is not valid; nothing was loaded: %v\nhint: get the file again, or create it again with `labs bundle save`", e.Name, e.Reason)
}

func (e *InvalidError) Unwrap() error { return e.Reason }

// PlatformError says that a bundle is not for this machine.
type PlatformError struct{ Name, Have, Want string }

func (e *PlatformError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *PlatformError) Localized() i18n.Message {
	return i18n.Text("bundle %q is for %s, but the container engine runs images for %s; nothing was loaded\nhint: create a bundle with `labs bundle save` on a machine of the same platform as this engine", e.Name, e.Have, e.Want)
}

// refuse makes an *InvalidError of a reason. What says nothing about the
// bundle stays what it is.
func refuse(name string, err error) error {
	if other, ok := errors.AsType[*otherError](err); ok {
		return other.error
	}
	if err == nil {
		return nil
	}
	return &InvalidError{name, err}
}

// otherError is one of what a bundle is read from, or of who reads it, and not
// of what was read.
type otherError struct{ error }

func (e *otherError) Unwrap() error { return e.error }
