package bundle

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// head reads the index and the manifests.
func (r *reader) head() (*Contents, error) {
	data, err := r.read(oci.ImageLayoutFile, -1)
	if err != nil {
		return nil, err
	}
	if string(data) != layout {
		return nil, i18n.Errorf("file %q does not describe an OCI image layout of version %s", oci.ImageLayoutFile, oci.ImageLayoutVersion)
	}
	data, err = r.read(oci.ImageIndexFile, -1)
	if err != nil {
		return nil, err
	}
	var index oci.Index
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, i18n.Errorf("file %q cannot be parsed: %v", oci.ImageIndexFile, err)
	}
	contents, err := begin(index.Annotations)
	if err != nil {
		return nil, err
	}
	docker, err := r.read(dockerFile, -1)
	if err != nil {
		return nil, err
	}
	if err := r.manifests(contents, index.Manifests); err != nil {
		return nil, err
	}
	return contents, contents.canonical(data, docker)
}

// canonical demands that index.json and manifest.json, which others read, say what the manifests say.
func (c *Contents) canonical(index, docker []byte) error {
	want, _, err := c.index()
	if err != nil {
		return err
	}
	if !bytes.Equal(index, want.data) {
		return i18n.Errorf("file %q does not match the manifests", oci.ImageIndexFile)
	}
	if want, err := c.docker(); err != nil || !bytes.Equal(docker, want) {
		return i18n.Errorf("file %q does not match the manifests", dockerFile)
	}
	c.Digest = digest.FromBytes(index)
	return c.bounded()
}

// bounded demands that a digest has one size, and the whole a sane one.
func (c *Contents) bounded() error {
	sizes := map[digest.Digest]int64{}
	for _, i := range append(c.Images, Image{Config: c.Course.Layer}) {
		for _, d := range append(i.Layers, i.Config) {
			if size, known := sizes[d.Digest]; known && size != d.Size {
				return i18n.Errorf("blob %q has two sizes, %d and %d bytes", d.Digest, size, d.Size)
			}
			sizes[d.Digest] = d.Size
		}
	}
	var total int64
	for _, size := range sizes {
		if total += size; total > maxTotal {
			return i18n.Errorf("its content is larger than %d GiB", maxTotal>>30)
		}
	}
	return nil
}

// manifests reads those that the index lists.
func (r *reader) manifests(contents *Contents, listed []oci.Descriptor) (err error) {
	if len(listed) > maxImages {
		return i18n.Errorf("it lists %d images; the limit is %d", len(listed), maxImages)
	}
	read := map[digest.Digest]*oci.Manifest{}
	for _, d := range listed {
		if read[d.Digest] == nil {
			if read[d.Digest], err = r.manifest(d); err != nil {
				return err
			}
		}
		if err := contents.add(d, read[d.Digest]); err != nil {
			return err
		}
	}
	return nil
}

// begin takes what the index says of the whole.
func begin(annotations map[string]string) (*Contents, error) {
	format, version := annotations[formatKey], annotations[versionKey]
	switch {
	case format == "":
		return nil, i18n.Errorf("it is an image archive, but labs did not create it")
	case format != Format:
		return nil, i18n.Errorf("its format is %q, created by labs %s, but this version of labs reads format %q: use the version that created it", format, version, Format)
	}
	created, err := time.Parse(time.RFC3339, annotations[oci.AnnotationCreated])
	if err != nil {
		return nil, i18n.Errorf("its creation time is not valid: %q", annotations[oci.AnnotationCreated])
	}
	c := &Contents{Version: version, Platform: annotations[platformKey], Created: created}
	if err := cmp.Or(checkText(c.Version), checkText(c.Platform)); err != nil {
		return nil, err
	}
	if system, architecture, _ := strings.Cut(c.Platform, "/"); system == "" || architecture == "" {
		return nil, i18n.Errorf("its platform is not valid: %q", c.Platform)
	}
	return c, nil
}

// manifest reads the manifest that comes next, and verifies it.
func (r *reader) manifest(d oci.Descriptor) (*oci.Manifest, error) {
	if err := checkDescriptor(d, oci.MediaTypeImageManifest, maxJSON); err != nil {
		return nil, err
	}
	data, err := r.read(blobPath(d.Digest), d.Size)
	if err != nil {
		return nil, err
	}
	if digest.FromBytes(data) != d.Digest {
		return nil, wrongDigest(d.Digest)
	}
	manifest := &oci.Manifest{}
	if err := json.Unmarshal(data, manifest); err != nil {
		return nil, i18n.Errorf("manifest %q cannot be parsed: %v", d.Digest, err)
	}
	return manifest, nil
}

func wrongDigest(d digest.Digest) error {
	return i18n.Errorf("blob %q is damaged: its content does not match its digest", d)
}
