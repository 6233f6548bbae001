package workshop

import (
	"context"
	"io"
	"slices"

	"github.com/opencontainers/go-digest"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/term"
)

// Loader gives an engine what is in a bundle.
type Loader struct {
	Engine image.Engine
	// Platform is OS/ARCHITECTURE of the images that the engine runs.
	Platform string
	Status   Progress
	// Courses is the folder for courses.
	Courses string
	// Builtin is the digest of the course that came with this labs, as bundle.CourseDigest gives it.
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

// Load verifies a whole bundle of a size in bytes, loads what the engine lacks and unpacks the course. The file is read
// once: the blobs go to the engine as they are verified, and what makes images of them when all are.
func (l *Loader) Load(ctx context.Context, file File, size int64) (*Loaded, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	w := &work{Loader: l, name: file.Name(), course: &course{parent: l.Courses}, loaded: &Loaded{}}
	defer w.course.close()
	count := l.Status.Measure(size, i18n.Text("Verifying and loading %s", file.Name()))
	_, err := bundle.Read(ctx, file.Name(), io.TeeReader(file, term.Tally(count)), func(c *bundle.Contents) error { return w.begin(ctx, c) }, w.visit)
	if err = w.end(err); err != nil {
		return nil, err
	}
	if err := l.demand(ctx, w.loaded.Images); err != nil {
		return nil, err
	}
	w.loaded.Course, err = w.course.keep()
	return w.loaded, err
}

// identifies says whether an ID is an image's: the digest of its config or, with containerd, of its manifest.
func identifies(id string, i bundle.Image) bool {
	return slices.Contains([]string{i.Config.Digest.String(), i.Manifest.Digest.String()}, id)
}

// demand is an error where the engine lacks an image that it has loaded.
func (l *Loader) demand(ctx context.Context, names []string) error {
	if lacking := slices.Index(identify(ctx, l.Engine, names), ""); lacking >= 0 && ctx.Err() == nil {
		return &image.UnavailableError{Image: names[lacking], Err: i18n.Errorf("the engine loaded the bundle, but has no image with that name"), Hint: i18n.Text("run labs doctor to check the engine")}
	}
	return context.Cause(ctx)
}
