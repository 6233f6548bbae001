package bundle

import (
	"archive/tar"
	"bytes"
	"io"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

// Total is how many bytes Write reads of the spool.
func (c *Contents) Total() (total int64) {
	configs, layers := c.blobs()
	for _, d := range append(configs, layers...) {
		total += d.Size
	}
	return total
}

// Write writes the bundle, compressed on all processors. The same contents
// make the same bytes. What is small comes first, so that a list of the
// contents is to be had from the begin of the file.
func (s *Spool) Write(w io.Writer, contents *Contents, count func(n int)) error {
	compressed := newFrames(w)
	if err := writeTar(compressed, contents, func(d oci.Descriptor) (io.ReadCloser, error) {
		blob, err := s.open(d)
		return struct {
			io.Reader
			io.Closer
		}{io.TeeReader(blob, term.Tally(count)), blob}, err
	}); err != nil {
		compressed.abort()
		return err
	}
	return compressed.Close()
}

func writeTar(w io.Writer, contents *Contents, open func(oci.Descriptor) (io.ReadCloser, error)) error {
	archive := &archive{tar.NewWriter(w)}
	if err := archive.head(contents); err != nil {
		return err
	}
	configs, layers := contents.blobs()
	for _, d := range append(configs, layers...) {
		if err := archive.blob(d, open); err != nil {
			return err
		}
	}
	return archive.Close()
}

// dockerFile is where "docker load" looks first.
const dockerFile = "manifest.json"

type archive struct{ *tar.Writer }

// head adds what comes before the configs: the files of the layout, and the manifests.
func (a *archive) head(c *Contents) error {
	index, manifests, err := c.index()
	if err != nil {
		return err
	}
	docker, err := c.docker()
	if err != nil {
		return err
	}
	names, data := []string{oci.ImageLayoutFile, oci.ImageIndexFile, dockerFile}, [][]byte{[]byte(layout), index.data, docker}
	for _, m := range manifests {
		names, data = append(names, blobPath(m.Digest)), append(data, m.data)
	}
	for i, name := range names {
		if err := a.add(name, int64(len(data[i])), bytes.NewReader(data[i])); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) add(name string, size int64, r io.Reader) error {
	if err := a.WriteHeader(fileHeader(name, size)); err != nil {
		return err
	}
	n, err := io.Copy(a, r)
	if err == nil && n != size {
		err = i18n.Errorf("blob %q has %d bytes, expected %d", name, n, size)
	}
	return err
}

func (a *archive) blob(d oci.Descriptor, open func(oci.Descriptor) (io.ReadCloser, error)) error {
	blob, err := open(d)
	if err != nil {
		return err
	}
	defer blob.Close()
	return a.add(blobPath(d.Digest), d.Size, blob)
}

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

// Finish makes images of what was written, after Read has ended without an error.
func (a *Archive) Finish() error {
	if err := a.head(a.part); err != nil {
		return err
	}
	return a.Close()
}
