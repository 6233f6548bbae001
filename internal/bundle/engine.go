package bundle

import (
	"archive/tar"
	"bytes"
	"io"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// Archive is what an engine loads: some images of a bundle, as "docker load"
// and OCI tools take them, written while the bundle is read. The files that
// make images of the blobs come last, by Finish, when all is verified, and are
// made anew from what was verified: without them an engine has nothing.
type Archive struct {
	archive
	part   *Contents
	wanted map[digest.Digest]bool
}

// NewArchive begins an archive with the images of these names.
func NewArchive(w io.Writer, contents *Contents, names []string) *Archive {
	part := contents.only(names)
	a := &Archive{archive{tar.NewWriter(w)}, part, map[digest.Digest]bool{}}
	configs, layers := part.blobs()
	for _, d := range append(configs, layers...) {
		a.wanted[d.Digest] = true
	}
	return a
}

// Visit is a Visitor that takes what the images need.
func (a *Archive) Visit(d oci.Descriptor, blob io.Reader) error {
	if !a.wanted[d.Digest] {
		return nil
	}
	return a.add(blobPath(d.Digest), d.Size, blob)
}

// Finish makes images of what was written. It is to be called only when Read
// has ended without an error.
func (a *Archive) Finish() error {
	head, err := a.part.head()
	if err != nil {
		return err
	}
	for _, file := range head {
		if err := a.add(file.name, int64(len(file.data)), bytes.NewReader(file.data)); err != nil {
			return err
		}
	}
	return a.Close()
}
