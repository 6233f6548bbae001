package limit

import "bytes"

// Output is how much is kept of each stream that comes from a command, a Pod
// or a server, in bytes.
const Output = 1 << 20

// Buffer keeps the first Output bytes that are written to it, and counts the
// others.
type Buffer struct {
	kept    bytes.Buffer
	dropped int64
}

// Write never fails, so that what writes goes on to its end.
func (b *Buffer) Write(p []byte) (int, error) {
	room := min(len(p), Output-b.kept.Len())
	b.kept.Write(p[:room])
	b.dropped += int64(len(p) - room)
	return len(p), nil
}

// String is what was kept.
func (b *Buffer) String() string { return b.kept.String() }

// Dropped is how many bytes were not kept.
func (b *Buffer) Dropped() int64 { return b.dropped }
