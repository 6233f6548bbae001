package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// rest reads the configs and the layers.
func (r *reader) rest(contents *Contents, visit Visitor) error {
	configs, layers := contents.blobs()
	read := map[digest.Digest][]byte{}
	for _, d := range configs {
		var content bytes.Buffer
		if err := r.blob(d, func(_ oci.Descriptor, blob io.Reader) error {
			_, err := io.Copy(&content, blob)
			return err
		}); err != nil {
			return err
		}
		read[d.Digest] = content.Bytes()
	}
	if err := contents.checkConfigs(read); err != nil {
		return err
	}
	for _, d := range configs {
		if err := visit(d, bytes.NewReader(read[d.Digest])); err != nil {
			return &otherError{err}
		}
	}
	for _, d := range layers {
		work := visit
		if d.Digest == contents.Course.Layer.Digest {
			work = verifyCourse(visit)
		}
		if err := r.blob(d, work); err != nil {
			return err
		}
	}
	return nil
}

// blob reads the next blob, which has to be this one.
func (r *reader) blob(d oci.Descriptor, visit Visitor) error {
	if _, err := r.next(blobPath(d.Digest), d.Size); err != nil {
		return err
	}
	hash := sha256.New()
	packed := &stream{Reader: r.tar}
	content := io.TeeReader(packed, hash)
	if err := visit(d, content); err != nil {
		return packed.blame(err)
	}
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	if digest.NewDigest(digest.SHA256, hash) != d.Digest {
		return wrongDigest(d.Digest)
	}
	return nil
}

// stream says in words why it cannot be read on.
type stream struct {
	io.Reader
	err error
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = broken(err)
		err = s.err
	}
	return n, err
}

// blame tells an error of the reader from that of the stream, or of its content.
func (s *stream) blame(err error) error {
	if s.err != nil {
		return s.err
	}
	if invalid, ok := errors.AsType[*contentError](err); ok {
		return invalid.error
	}
	return &otherError{err}
}

// contentError is one of what is in a blob.
type contentError struct{ error }

// checkConfigs demands that each image is for the platform, and has the layers that its config names.
func (c *Contents) checkConfigs(read map[digest.Digest][]byte) error {
	for _, i := range c.Images {
		config, err := parseConfig(read[i.Config.Digest])
		if err != nil {
			return i18n.Errorf("image %q: %w", i.Name, err)
		}
		if have := config.OS + "/" + config.Architecture; have != c.Platform {
			return i18n.Errorf("image %q is for platform %q, but the bundle is for %q", i.Name, have, c.Platform)
		}
		if err := i.matches(config); err != nil {
			return i18n.Errorf("image %q: %w", i.Name, err)
		}
	}
	return nil
}

// verifyCourse looks at the files of the course while the visitor reads it.
func verifyCourse(visit Visitor) Visitor {
	return func(d oci.Descriptor, blob io.Reader) error {
		reader, writer := io.Pipe()
		verified := make(chan error, 1)
		go func() {
			verified <- EachFile(reader, func(string, int64, bool, io.Reader) error { return nil })
			_, _ = io.Copy(io.Discard, reader)
		}()
		content := io.TeeReader(blob, writer)
		err := visit(d, content)
		if err == nil {
			_, err = io.Copy(io.Discard, content)
		}
		_ = writer.CloseWithError(err)
		if invalid := <-verified; err == nil {
			err = invalid
		}
		return err
	}
}

// EachFile reads the files of a course out of its layer; their paths are valid (fs.ValidPath).
func EachFile(layer io.Reader, visit func(path string, size int64, executable bool, content io.Reader) error) error {
	var limits courseLimits
	for files := tar.NewReader(layer); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &contentError{broken(err)}
		}
		if err := limits.add(header); err != nil {
			return &contentError{err}
		}
		content := &stream{Reader: files}
		err = visit(header.Name, header.Size, header.Mode&0o100 != 0, content)
		if content.err != nil {
			return &contentError{content.err}
		}
		if err != nil {
			return err
		}
	}
}
