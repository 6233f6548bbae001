package image

import (
	"context"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	"labs.local/labs/internal/i18n"
)

// Auto asks for whichever node image is to be had first.
const Auto = "auto"

// Nodes finds the image that a cluster's nodes are made from.
type Nodes struct {
	Engine Engine
	// Pull pulls an image.
	Pull func(ctx context.Context, reference string) error
	// Built is the reference of the image that Build makes.
	Built string
	// Build makes the image from source, or is nil where no source is.
	Build func(ctx context.Context) error
	// Progress is told what is being done.
	Progress func(format string, args ...any)
}

// Resolve gives the reference of a local image. Auto means, in this order:
// the image built from this source, kind's default, the same without its
// digest, as a bundle brings it, kind's default pulled, the image built now.
func (n *Nodes) Resolve(ctx context.Context, wanted string) (string, error) {
	if wanted != Auto {
		return wanted, fetch(ctx, n.Engine, n.Pull, wanted, i18n.Text("use an image that this machine has, or --node-image auto"))
	}
	for _, reference := range []string{n.Built, defaults.Image, withoutDigest(defaults.Image)} {
		if reference == "" {
			continue
		}
		if id, err := ID(ctx, n.Engine, reference); id != "" || err != nil {
			return reference, err
		}
	}
	err := n.Pull(ctx, defaults.Image)
	if err == nil || ctx.Err() != nil {
		return defaults.Image, err
	}
	if n.Build == nil {
		return "", &UnavailableError{defaults.Image, err, Hint(err,
			i18n.Text("connect to a registry, load a bundle with `labs bundle load`, use an image that you have with --node-image, or build one with `make node-image` in the source of labs"))}
	}
	n.Progress("Cannot pull %s (%v); building the node image from source", defaults.Image, reason(err))
	if err := n.Build(ctx); err != nil {
		return "", &UnavailableError{n.Built, err, i18n.Text("fix the problem shown above, then run this again; what is already compiled is kept")}
	}
	return n.Built, nil
}

// fetch makes sure that an image is local; other is what to do where that fails.
func fetch(ctx context.Context, e Engine, pull func(ctx context.Context, reference string) error, reference string, other i18n.Message) error {
	if id, err := ID(ctx, e, reference); id != "" || err != nil {
		return err
	}
	if err := pull(ctx, reference); err != nil {
		return &UnavailableError{reference, err, Hint(err, other)}
	}
	return nil
}
