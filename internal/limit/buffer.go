package limit

import (
	"bytes"
	"io"
)

// Output is how much is kept of each stream that comes from a command, a Pod
// or a server, in bytes.
const Output = 1 << 20

// End is how much is known of the end of a stream, whatever was dropped before
// it, in bytes.
const End = 4 << 10

// Answer is the most that is read of an answer of the API server, in bytes:
// what an aggregated API answers may have no end.
const Answer = 64 << 20

// Buffer keeps the first Output bytes that are written to it, counts the
// others, and knows the last ones. It is no io.ReaderFrom, so that io.Copy
// brings it one piece at a time.
type Buffer struct {
	kept    bytes.Buffer
	end     []byte
	dropped int64
}

// Write never fails, so that what writes goes on to its end.
func (b *Buffer) Write(p []byte) (int, error) {
	room := min(len(p), Output-b.kept.Len())
	b.kept.Write(p[:room])
	b.dropped += int64(len(p) - room)
	b.end = append(b.end, p[max(0, len(p)-End):]...)
	if len(b.end) > 16*End { // seldom, for bytes may come one by one
		b.end = append(b.end[:0], b.end[len(b.end)-End:]...)
	}
	return len(p), nil
}

// String is what was kept.
func (b *Buffer) String() string { return b.kept.String() }

// Dropped is how many bytes were not kept.
func (b *Buffer) Dropped() int64 { return b.dropped }

// End is how the stream ended.
func (b *Buffer) End() string { return string(b.end[max(0, len(b.end)-End):]) }

// Reader gives io.EOF, as its source does, or an error where the source has
// more than a number of bytes.
func Reader(source io.Reader, most int64, tooMuch error) io.Reader {
	return &reader{source, most, tooMuch}
}

type reader struct {
	io.Reader
	left    int64
	tooMuch error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p[:min(int64(len(p)), r.left+1)])
	if r.left -= int64(n); r.left < 0 {
		return 0, r.tooMuch
	}
	return n, err
}
