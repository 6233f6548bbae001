package workshop

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"syscall"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
)

// Loader gives an engine what is in a bundle.
type Loader struct {
	Engine image.Engine
	Status Progress
	// Courses is the folder for courses.
	Courses string
	// Builtin is the digest of the course that came with this labs, as
	// bundle.CourseDigest gives it.
	Builtin digest.Digest
}

// Loaded says what became of a bundle.
type Loaded struct {
	*bundle.Contents
	// Images were loaded, Present were there already.
	Images, Present []string
	// Course is what --dir takes for the course, "" for the built-in one.
	Course string
}

// File is a bundle that can be read several times.
type File interface {
	io.ReadSeeker
	// Name is what it is called.
	Name() string
}

// Load verifies a whole bundle of a size in bytes, and only then loads what the
// engine lacks and unpacks the course.
func (l *Loader) Load(ctx context.Context, file File, size int64) (*Loaded, error) {
	have, err := platform(ctx, l.Engine)
	if err != nil {
		return nil, err
	}
	c := &course{parent: l.Courses}
	defer c.close()
	loaded := &Loaded{}
	if loaded.Contents, err = l.verify(ctx, file, size, have, c); err != nil {
		return nil, err
	}
	for _, i := range loaded.Contents.Images {
		if l.present(ctx, i) {
			loaded.Present = append(loaded.Present, i.Name)
		} else {
			loaded.Images = append(loaded.Images, i.Name)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if len(loaded.Images) > 0 {
		if err := l.load(ctx, file, loaded); err != nil {
			return nil, err
		}
	}
	loaded.Course, err = c.keep()
	return loaded, err
}

// verify reads all of the bundle, and puts its course aside.
func (l *Loader) verify(ctx context.Context, file File, size int64, platform string, c *course) (*bundle.Contents, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	counted := &counter{file, l.Status.Measure(size, i18n.Text("Verifying %s", file.Name()))}
	return bundle.Read(ctx, file.Name(), counted, func(contents *bundle.Contents) error {
		if contents.Platform != platform {
			return &bundle.PlatformError{Name: file.Name(), Have: contents.Platform, Want: platform}
		}
		if contents.Course.Builtin && contents.Course.Layer.Digest == l.Builtin {
			return nil
		}
		return c.begin(contents.Course)
	}, c.visit)
}

// present says whether the engine has an image. Its ID is the digest of the
// config, or of the manifest where containerd keeps the images.
func (l *Loader) present(ctx context.Context, i bundle.Image) bool {
	id := identify(ctx, l.Engine, i.Name)
	return id != "" && slices.Contains([]string{i.Config.Digest.Encoded(), i.Manifest.Digest.Encoded()}, id)
}

// load hands images to the engine while it reads the bundle once more. Where
// that is another one by now, the engine is ended before it has all.
func (l *Loader) load(ctx context.Context, file File, loaded *Loaded) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	reader, writer, err := os.Pipe() // a program reads that one itself
	if err != nil {
		return err
	}
	defer writer.Close()
	ended := make(chan error, 1)
	go func() {
		err := l.Engine.Run(ctx, reader, io.Discard, "load")
		_ = reader.Close()
		ended <- err
	}()
	if err := l.feed(ctx, file, loaded, writer); err != nil {
		cancel(err) // before the pipe is closed, which would look like an end
		return firstCause(err, <-ended)
	}
	l.Status.Set("Waiting until the engine has taken the images in")
	_ = writer.Close()
	if err := <-ended; err != nil {
		return err
	}
	return l.demand(ctx, loaded.Images)
}

// firstCause gives the engine's error where the engine went away by itself, and
// else the one because of which it was ended.
func firstCause(err, engine error) error {
	if errors.Is(err, syscall.EPIPE) && engine != nil {
		return engine
	}
	return err
}

// feed writes the archive for the engine.
func (l *Loader) feed(ctx context.Context, file File, loaded *Loaded, w io.Writer) error {
	var archive *bundle.Archive
	_, err := bundle.Read(ctx, file.Name(), file, func(contents *bundle.Contents) (err error) {
		if contents.Digest != loaded.Digest {
			return i18n.Errorf("bundle %q was changed while it was read; nothing was loaded\nhint: run the same command again", file.Name())
		}
		archive, err = bundle.NewArchive(w, contents, loaded.Images)
		if err == nil {
			archive.Count = l.Status.Measure(archive.Total, i18n.Text("Loading %s", file.Name()))
		}
		return err
	}, func(d oci.Descriptor, blob io.Reader) error { return archive.Visit(d, blob) })
	if err != nil {
		return err
	}
	return archive.Close()
}

// demand is an error where the engine lacks an image that it has loaded.
func (l *Loader) demand(ctx context.Context, names []string) error {
	for _, name := range names {
		if identify(ctx, l.Engine, name) == "" {
			return &image.UnavailableError{Image: name, Err: i18n.Errorf("the engine loaded the bundle and has no image of that name"), Hint: i18n.Text("see what the engine says: labs doctor")}
		}
	}
	return context.Cause(ctx)
}

// counter tells how much is read.
type counter struct {
	io.Reader
	count func(n int)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.count(n)
	return n, err
}
