package bundle

import (
	"archive/tar"
	"bytes"
	"io"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// Archive is what an engine loads: some images of a bundle, as "docker load"
// and OCI tools take them, written while the bundle is read. What describes
// them is made anew from what was verified.
type Archive struct {
	archive
	// Total is the size of the blobs that it takes; Count, which may be nil,
	// is told how much of them it has written.
	Total int64
	Count func(n int)

	wanted map[digest.Digest]bool
}

// NewArchive begins an archive with the images of these names.
func NewArchive(w io.Writer, contents *Contents, names []string) (*Archive, error) {
	part := contents.only(names)
	a := &Archive{archive: archive{tar.NewWriter(w)}, Total: part.Total(), wanted: map[digest.Digest]bool{}}
	configs, layers := part.blobs()
	for _, d := range append(configs, layers...) {
		a.wanted[d.Digest] = true
	}
	head, err := part.head()
	if err != nil {
		return nil, err
	}
	for _, file := range head {
		if err := a.add(file.name, int64(len(file.data)), bytes.NewReader(file.data)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Visit is a Visitor that takes what the images need.
func (a *Archive) Visit(d oci.Descriptor, blob io.Reader) error {
	if !a.wanted[d.Digest] {
		return nil
	}
	if a.Count != nil {
		blob = &counted{io.NopCloser(blob), a.Count}
	}
	return a.add(blobPath(d.Digest), d.Size, blob)
}
