package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"maps"

	"github.com/klauspost/compress/zstd"
	"github.com/klauspost/readahead"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// maxWindow is how far back a frame may refer, in bytes, which a reader has to
// keep in memory; zstd without --long stays within 8 MiB.
const maxWindow = 32 << 20

// Visitor is handed each blob after the manifests, in order. It need not read
// all. That the blob is the one it is called is known only when Read has
// ended, or has called the visitor again.
type Visitor func(d oci.Descriptor, blob io.Reader) error

// Ignore is a Visitor that wants nothing.
func Ignore(oci.Descriptor, io.Reader) error { return nil }

// Read reads a whole bundle and verifies all of it: every name, size and
// digest, and that nothing else is in it. It calls begin, which may be nil,
// with the contents when it knows them. Of a bundle that is not as it should
// be the error is an *InvalidError with the name.
func Read(ctx context.Context, name string, file io.Reader, begin func(*Contents) error, visit Visitor) (*Contents, error) {
	r, err := newReader(ctx, file)
	if err != nil {
		return nil, err
	}
	defer r.close()
	contents, err := r.head()
	if err == nil && begin != nil {
		if err := begin(contents); err != nil {
			return nil, err
		}
	}
	if err == nil {
		err = r.rest(contents, visit)
	}
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, refuse(name, err)
	}
	return contents, nil
}

// Head reads the begin of a bundle: what it says that it holds.
func Head(ctx context.Context, name string, file io.Reader) (*Contents, error) {
	r, err := newReader(ctx, file)
	if err != nil {
		return nil, err
	}
	defer r.close()
	contents, err := r.head()
	return contents, refuse(name, err)
}

// reader reads the files of the archive, which have to come in one order.
type reader struct {
	// unpacked is the archive, which is unpacked ahead of who reads it.
	unpacked io.ReadCloser
	tar      *tar.Reader
	// seen has the names of the files so far.
	seen map[string]bool
}

func newReader(ctx context.Context, file io.Reader) (*reader, error) {
	decoder, err := zstd.NewReader(&source{ctx, file}, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	unpacked := readahead.NewReadCloser(decoder.IOReadCloser())
	return &reader{unpacked: unpacked, tar: tar.NewReader(unpacked), seen: map[string]bool{}}, nil
}

func (r *reader) close() { _ = r.unpacked.Close() } // it only stops

// source marks the errors of the file as none of the bundle's, and ends with its context.
type source struct {
	ctx  context.Context
	file io.Reader
}

func (s *source) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, &otherError{err}
	}
	n, err := s.file.Read(p)
	if err != nil && err != io.EOF {
		err = &otherError{err}
	}
	return n, err
}

// next goes to the next file, which has to be this one. A size below 0 means any up to maxJSON.
func (r *reader) next(name string, size int64) (int64, error) {
	header, err := r.tar.Next()
	switch {
	case errors.Is(err, io.EOF):
		return 0, i18n.Errorf("it ends before file %q", name)
	case err != nil:
		return 0, broken(err)
	case r.seen[header.Name]:
		return 0, i18n.Errorf("file %q appears twice", header.Name)
	}
	r.seen[header.Name] = true
	if err := checkFile(header); err != nil {
		return 0, err
	}
	switch {
	case header.Name != name:
		return 0, i18n.Errorf("found file %q, expected %q", header.Name, name)
	case !plainHeader(header):
		return 0, i18n.Errorf("file %q has an unexpected extended tar header", name)
	case size >= 0 && header.Size != size:
		return 0, i18n.Errorf("file %q has %d bytes, expected %d", name, header.Size, size)
	case size < 0 && header.Size > maxJSON:
		return 0, i18n.Errorf("file %q has %d bytes; the limit is %d", name, header.Size, maxJSON)
	}
	return header.Size, nil
}

// plainHeader says whether only the size needed an extended header; sparse files need more.
func plainHeader(header *tar.Header) bool {
	maps.DeleteFunc(header.PAXRecords, func(key, _ string) bool { return key == "size" })
	return len(header.PAXRecords) == 0
}

// read reads the next file, which has to be this one.
func (r *reader) read(name string, size int64) ([]byte, error) {
	size, err := r.next(name, size)
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(r.tar, data); err != nil {
		return nil, broken(err)
	}
	return data, nil
}

// broken says what an error in the middle of the stream means.
func broken(err error) error {
	switch {
	case errors.As(err, new(*otherError)):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return i18n.Errorf("it is incomplete")
	case errors.Is(err, zstd.ErrMagicMismatch), errors.Is(err, zstd.ErrReservedBlockType):
		return i18n.Errorf("it is not a labs bundle, or the file is damaged")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return i18n.Errorf("unpacking it needs more than %d MiB of memory", maxWindow>>20)
	case errors.Is(err, tar.ErrHeader):
		return i18n.Errorf("it does not contain a tar archive")
	}
	return i18n.Errorf("it is damaged: %w", err)
}

// maxPadding is how many zeros may follow: tar fills a record of 20 blocks of 512 bytes.
const maxPadding = 20 * 512

// end demands that nothing follows the archive.
func (r *reader) end() error {
	if header, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		if err != nil {
			return broken(err)
		}
		return i18n.Errorf("unexpected file %q", header.Name)
	}
	rest, err := io.ReadAll(io.LimitReader(r.unpacked, maxPadding+1))
	if err != nil {
		return broken(err)
	}
	if len(rest) > maxPadding || len(bytes.Trim(rest, "\x00")) > 0 {
		return i18n.Errorf("unexpected data after the end of the archive")
	}
	return nil
}
