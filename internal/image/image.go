// Package image gets the images that a cluster and its labs need: pulled,
// built or loaded, by whichever engine there is.
package image

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/distribution/reference"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/pull"
)

// Engine is the container engine's command line.
type Engine interface {
	Output(ctx context.Context, args ...string) (string, error)
	Run(ctx context.Context, stdin io.Reader, stdout io.Writer, args ...string) error
}

// UnavailableError says that an image cannot be had, and what to do.
type UnavailableError struct {
	Image string
	Err   error
	Hint  i18n.Message
}

func (e *UnavailableError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnavailableError) Localized() i18n.Message {
	return i18n.Text("image %s: %v\nhint: %v", e.Image, e.Err, e.Hint)
}

func (e *UnavailableError) Unwrap() error { return e.Err }

// Reference is the name under which a folder of images/ is built. No registry has this host.
func Reference(name string) string { return "localhost/" + name + ":v1" }

// withoutDigest is a reference by its tag alone, as an image that was loaded from a file has it.
func withoutDigest(reference string) string {
	name, _, _ := strings.Cut(reference, "@")
	return name
}

// ID gives the ID of a local image as a digest, which podman leaves out, or ""
// where there is none. An engine that was interrupted, or is gone, says nothing of
// that: this is an error.
func ID(ctx context.Context, e Engine, reference string) (string, error) {
	text, err := e.Output(ctx, "image", "inspect", "--format", "{{.Id}}", reference)
	switch failed, ok := errors.AsType[*engine.CommandError](err); {
	case err == nil:
		return digest(text), nil
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case ok && failed.Unreachable():
		return "", err
	}
	return "", nil
}

// reason says why a command failed, without the command.
func reason(err error) i18n.Message {
	if pulled, ok := errors.AsType[*pull.Error](err); ok {
		return pulled.Reason
	}
	if failed, ok := errors.AsType[*engine.CommandError](err); ok {
		return failed.Detail()
	}
	return i18n.Text("%v", err)
}

// Hint says what to do about an image that was not pulled, or something other.
func Hint(err error, other i18n.Message) i18n.Message {
	if pulled, ok := errors.AsType[*pull.Error](err); ok {
		return i18n.Text("%v; or %v", pulled.Hint, other)
	}
	return other
}

// digest is an ID as docker writes it.
func digest(id string) string { return "sha256:" + strings.TrimPrefix(id, "sha256:") }

// familiar is a name as docker writes it, and people; podman writes it out.
func familiar(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return reference.FamiliarString(named)
}
