package bundle

import (
	"io"
	"runtime"

	"github.com/klauspost/compress/zstd"
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
	done  chan error
	// failed is closed when nothing can be written any more.
	failed chan struct{}
}

func newFrames(w io.Writer) *frames {
	processors := runtime.GOMAXPROCS(0)
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(processors), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err) // the options are constants
	}
	f := &frames{encoder: encoder, queue: make(chan chan []byte, processors), done: make(chan error, 1), failed: make(chan struct{})}
	go f.write(w)
	return f
}

func (f *frames) write(w io.Writer) {
	for frame := range f.queue {
		if _, err := w.Write(<-frame); err != nil {
			f.done <- err
			close(f.failed)
			return
		}
	}
	f.done <- nil
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
		return f.failure()
	}
	go func() { frame <- f.encoder.EncodeAll(data, make([]byte, 0, frameSize/2)) }()
	return nil
}

func (f *frames) failure() error {
	err := <-f.done
	f.done <- err
	return err
}

// Close writes what is left.
func (f *frames) Close() error {
	if len(f.buffer) > 0 {
		if err := f.flush(); err != nil {
			return err
		}
	}
	close(f.queue)
	return f.failure()
}

// abort ends the stream unfinished.
func (f *frames) abort() {
	f.buffer = nil
	close(f.queue)
	_ = f.failure()
}
