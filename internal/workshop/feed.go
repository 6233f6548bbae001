package workshop

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/image"
)

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

// abort ends the engine before it has all, and gives the reason: the engine's
// own, where it went away by itself.
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
