package workshop

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/image"
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

// end gives the engine the rest, or ends it where the bundle is not as it should be.
func (w *work) end(err error) error {
	switch {
	case w.feed == nil:
		return err
	case err != nil:
		return w.feed.abort(err)
	}
	return w.feed.finish(func() { w.Status.Set("Waiting for the engine to import the images") })
}

// feedBuffer is how much is handed to the engine at a time, in bytes.
const feedBuffer = 1 << 20

// feed is an engine that loads while a bundle is verified.
type feed struct {
	archive *bundle.Archive
	buffer  *bufio.Writer
	pipe    *os.File
	cancel  context.CancelCauseFunc
	ended   chan error
}

func newFeed(ctx context.Context, e image.Engine, contents *bundle.Contents, names []string) (*feed, error) {
	reader, writer, err := os.Pipe() // a program reads that one itself
	if err != nil {
		return nil, err
	}
	f := &feed{buffer: bufio.NewWriterSize(writer, feedBuffer), pipe: writer, ended: make(chan error, 1)}
	f.archive = bundle.NewArchive(f.buffer, contents, names)
	ctx, f.cancel = context.WithCancelCause(ctx)
	go func() {
		err := e.Run(ctx, reader, io.Discard, "load")
		_ = reader.Close()
		f.ended <- err
	}()
	return f, nil
}

// abort ends the engine before it has all, and gives the reason: the engine's own, where it went away by itself.
func (f *feed) abort(err error) error {
	f.cancel(err) // before the pipe is closed, which would look like an end
	engine := <-f.ended
	_ = f.pipe.Close()
	if errors.Is(err, syscall.EPIPE) && engine != nil {
		return engine
	}
	return err
}

// finish lets the engine make images of what it has.
func (f *feed) finish(waiting func()) error {
	if err := errors.Join(f.archive.Finish(), f.buffer.Flush()); err != nil {
		return f.abort(err)
	}
	defer f.cancel(nil)
	waiting()
	if err := f.pipe.Close(); err != nil {
		return err
	}
	return <-f.ended
}
