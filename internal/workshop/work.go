package workshop

import (
	"context"
	"io"

	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
)

// work is one bundle that is being loaded.
type work struct {
	*Loader
	name   string
	course *course
	loaded *Loaded
	// feed is nil where the engine has all.
	feed *feed
}

// begin looks at what is announced, and readies what takes it.
func (w *work) begin(ctx context.Context, contents *bundle.Contents) error {
	w.loaded.Contents = contents
	if contents.Platform != w.Platform {
		return &bundle.PlatformError{Name: w.name, Have: contents.Platform, Want: w.Platform}
	}
	if !contents.Course.Builtin || contents.Course.Layer.Digest != w.Builtin {
		if err := w.course.begin(contents.Course); err != nil {
			return err
		}
	}
	names := make([]string, len(contents.Images))
	for i, one := range contents.Images {
		names[i] = one.Name
	}
	ids := identify(ctx, w.Engine, names)
	for i, one := range contents.Images {
		if identifies(ids[i], one) {
			w.loaded.Present = append(w.loaded.Present, one.Name)
		} else {
			w.loaded.Images = append(w.loaded.Images, one.Name)
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if len(w.loaded.Images) == 0 {
		return nil
	}
	var err error
	w.feed, err = newFeed(ctx, w.Engine, contents, w.loaded.Images)
	return err
}

// visit is a bundle.Visitor.
func (w *work) visit(d oci.Descriptor, blob io.Reader) error {
	if d.MediaType == bundle.CourseLayerType {
		return w.course.visit(d, blob)
	}
	if w.feed == nil {
		return nil
	}
	return w.feed.archive.Visit(d, blob)
}

// end gives the engine the rest, or ends it where the bundle is not as it
// should be.
func (w *work) end(err error) error {
	switch {
	case w.feed == nil:
		return err
	case err != nil:
		return w.feed.abort(err)
	}
	return w.feed.finish(func() { w.Status.Set("Waiting for the engine to import the images") })
}
