package bundle

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// Spool collects the blobs of a bundle in a folder, each once, until all are
// there: the index, which comes first, has their digests.
type Spool struct {
	// Dir is the folder, which is there and empty.
	Dir string
}

// put takes a blob and gives its digest and size.
func (s *Spool) put(mediaType string, r io.Reader) (descriptor oci.Descriptor, err error) {
	file, err := os.CreateTemp(s.Dir, "blob-")
	if err != nil {
		return descriptor, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, hash), r)
	if err != nil {
		return descriptor, err
	}
	sum := digest.NewDigest(digest.SHA256, hash)
	return oci.Descriptor{MediaType: mediaType, Digest: sum, Size: size}, os.Rename(file.Name(), s.path(sum))
}

func (s *Spool) path(d digest.Digest) string { return filepath.Join(s.Dir, d.Encoded()) }

func (s *Spool) open(d oci.Descriptor) (io.ReadCloser, error) { return os.Open(s.path(d.Digest)) }

// document takes a small blob and gives it back, too.
func (s *Spool) document(mediaType string, data []byte) (oci.Descriptor, error) {
	d := descriptor(mediaType, data)
	return d, os.WriteFile(s.path(d.Digest), data, 0o600)
}

// AddImage takes an image as "docker save", "podman save" or "nerdctl save"
// writes one, and gives it with its descriptors. The name becomes the one of
// the bundle, whatever the archive calls it. Of several platforms it takes the
// given one, OS/ARCHITECTURE.
func (s *Spool) AddImage(name string, kind Kind, platform string, archive io.Reader) (Image, error) {
	name, err := Name(name)
	if err != nil {
		return Image{}, err
	}
	saved, err := s.readSaved(archive)
	if err != nil {
		return Image{}, i18n.Errorf("read image %q saved by the engine: %w", name, err)
	}
	image := Image{Name: name, Kind: kind}
	if err := saved.fill(s, &image, platform); err != nil {
		return Image{}, i18n.Errorf("read image %q saved by the engine: %w", name, err)
	}
	return image, nil
}
