// Package workshop moves what a course needs from a container engine into a bundle, and back.
package workshop

import (
	"context"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
)

// Progress is told what is being done.
type Progress interface {
	Set(format string, args ...any)
	Measure(total int64, text i18n.Message) (count func(n int))
}

// Saver makes bundles.
type Saver struct {
	Engine image.Engine
	// Pull pulls an image.
	Pull func(ctx context.Context, reference string) error
	// Platform is OS/ARCHITECTURE of the engine's images.
	Platform string
	Status   Progress
	// Ensure makes sure that images/NAME of the files is built.
	Ensure func(ctx context.Context, files fs.FS, name string) error
	// NodeImage is the reference of an image that the engine has.
	NodeImage string
	// Version is that of labs.
	Version string
	// Now is when the bundle is made.
	Now time.Time
}

// Save writes a bundle of the course, which consists of these files, and all images that it needs, atomically.
func (s *Saver) Save(ctx context.Context, course *lab.Course, as bundle.Course, files []bundle.Tree, path string) (*bundle.Contents, error) {
	needed, err := s.needs(ctx, course)
	if err != nil {
		return nil, err
	}
	stage, err := newStage(path)
	if err != nil {
		return nil, err
	}
	defer stage.close()
	contents := &bundle.Contents{Version: s.Version, Platform: s.Platform, Created: s.Now}
	spool := &bundle.Spool{Dir: stage.blobs}
	for _, n := range needed {
		if err := s.add(ctx, spool, contents, n); err != nil {
			return nil, err
		}
	}
	if contents.Course, err = spool.AddCourse(as, files...); err != nil {
		return nil, err
	}
	return contents, stage.write(func(file *os.File) error {
		count := s.Status.Measure(contents.Total(), i18n.Text("Compressing"))
		return spool.Write(&interruptible{ctx, file}, contents, count)
	})
}

// needs gives the images that the course needs, and makes sure of them.
func (s *Saver) needs(ctx context.Context, course *lab.Course) ([]need, error) {
	n := &needs{Saver: s, files: course.Files}
	n.add(s.NodeImage, bundle.Node)
	ready, built := course.NeededImages()
	for _, name := range ready {
		if err := n.ready(ctx, name); err != nil {
			return nil, err
		}
	}
	for _, name := range built {
		if err := n.bases(ctx, name, true); err != nil {
			return nil, err
		}
	}
	return n.found, ctx.Err()
}

// add takes an image out of the engine.
func (s *Saver) add(ctx context.Context, spool *bundle.Spool, contents *bundle.Contents, n need) error {
	count := s.Status.Measure(s.size(ctx, n.reference), i18n.Text("Reading %s", n.reference))
	reader, writer := io.Pipe()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := s.Engine.Run(ctx, nil, io.MultiWriter(writer, term.Tally(count)), "save", n.reference)
		writer.CloseWithError(err)
		return err
	})
	group.Go(func() error {
		found, err := spool.AddImage(n.reference, n.kind, contents.Platform, reader)
		reader.CloseWithError(err)
		contents.Images = append(contents.Images, found)
		return err
	})
	return group.Wait()
}

// size is about that of an image, in bytes, or 0.
func (s *Saver) size(ctx context.Context, reference string) int64 {
	text, err := s.Engine.Output(ctx, "image", "inspect", "--format", "{{.Size}}", reference)
	if err != nil {
		return 0
	}
	size, _ := strconv.ParseInt(text, 10, 64)
	return size
}

// interruptible ends with its context.
type interruptible struct {
	ctx context.Context
	io.Writer
}

func (i *interruptible) Write(p []byte) (int, error) {
	if err := context.Cause(i.ctx); err != nil {
		return 0, err
	}
	return i.Writer.Write(p)
}
