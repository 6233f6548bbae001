package bundle

import (
	"context"
	"io"
	"runtime"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"
)

// frameSize is how much of the stream is compressed at a time, in bytes. A
// frame is independent of others (RFC 8878, 3.1), so that each processor takes
// one.
const frameSize = 8 << 20

// frames is a zstd stream of independent frames, in order.
type frames struct {
	encoder *zstd.Encoder
	buffer  []byte
	// queue has the frames in order; its length bounds those in the making.
	queue chan chan []byte
	// writer writes them; failed is closed when nothing can be written any more.
	writer *errgroup.Group
	failed <-chan struct{}
}

func newFrames(w io.Writer) *frames {
	processors := runtime.GOMAXPROCS(0)
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(processors), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err) // the options are constants
	}
	writer, ctx := errgroup.WithContext(context.Background())
	f := &frames{encoder: encoder, queue: make(chan chan []byte, processors), writer: writer, failed: ctx.Done()}
	writer.Go(func() error {
		for frame := range f.queue {
			if _, err := w.Write(<-frame); err != nil {
				return err
			}
		}
		return nil
	})
	return f
}

// Write takes a part of the stream.
func (f *frames) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 {
		if f.buffer == nil {
			f.buffer = make([]byte, 0, frameSize)
		}
		n := min(len(p), frameSize-len(f.buffer))
		f.buffer, p = append(f.buffer, p[:n]...), p[n:]
		if len(f.buffer) == frameSize {
			if err := f.flush(); err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

func (f *frames) flush() error {
	data, frame := f.buffer, make(chan []byte, 1)
	f.buffer = nil
	select {
	case f.queue <- frame:
	case <-f.failed:
		return f.writer.Wait()
	}
	go func() { frame <- f.encoder.EncodeAll(data, make([]byte, 0, frameSize/2)) }()
	return nil
}

// Close writes what is left.
func (f *frames) Close() error {
	if len(f.buffer) > 0 {
		if err := f.flush(); err != nil {
			return err
		}
	}
	close(f.queue)
	return f.writer.Wait()
}

// abort ends the stream unfinished.
func (f *frames) abort() {
	f.buffer = nil
	close(f.queue)
	_ = f.writer.Wait()
}
