// Package bundle is the format of one file that holds all that a workshop
// needs: a zstd-compressed tar (RFC 8878) of an OCI image layout
// (opencontainers/image-spec v1.1, image-layout.md) that is at the same time
// what "docker save" writes.
package bundle

import (
	"errors"
	"time"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// Format is the version of the format that this program writes and reads.
const Format = "1"

// CourseType is the artifactType of the course, CourseLayerType the type of
// its one layer, a tar of its files.
const (
	CourseType      = "application/vnd.labs.course.v1"
	CourseLayerType = "application/vnd.labs.course.layer.v1.tar"
)

// The annotations of index.json and of its descriptors, besides those of the
// image-spec (annotations.md). containerdName is where containerd looks for an
// image's name (containerd/images/annotations.go).
const (
	formatKey      = "local.labs.bundle.format"
	versionKey     = "local.labs.version"
	platformKey    = "local.labs.platform"
	kindKey        = "local.labs.kind"
	nameKey        = "local.labs.name"
	courseKey      = "local.labs.course"
	containerdName = "io.containerd.image.name"
)

// Kind says what an image is there for.
type Kind string

// The kinds of images: of the cluster's nodes, of the labs, and what images
// of the labs are built on.
const (
	Node Kind = "node"
	Lab  Kind = "lab"
	Base Kind = "base"
)

// Contents is what is in a bundle.
type Contents struct {
	// Version is that of the labs that made it.
	Version string
	// Platform is OS/ARCHITECTURE, as Go and OCI call them.
	Platform string
	Created  time.Time
	Images   []Image
	Course   Course
	// Digest is that of index.json, which names all else by digest, in what was read.
	Digest digest.Digest
}

// Image is an image under one name.
type Image struct {
	// Name is as people write it, with its tag: "localhost/toolbox:v1".
	Name string
	Kind Kind
	// Manifest is set in what was read.
	Manifest oci.Descriptor
	Config   oci.Descriptor
	// Layers are uncompressed tars: a layer's digest is its diff ID.
	Layers []oci.Descriptor
}

// Size is that of the image's layers, in bytes.
func (i *Image) Size() (total int64) {
	for _, layer := range i.Layers {
		total += layer.Size
	}
	return total
}

// Course is a course in one tar.
type Course struct {
	// Name is what it is called.
	Name string
	// Main is the file that --dir takes, where the course is one file.
	Main string
	// Builtin says that it came with labs.
	Builtin  bool
	Manifest oci.Descriptor
	Layer    oci.Descriptor
}

// The limits of what a bundle may be. A bundle may come from anybody.
const (
	// maxJSON is the size of an index, a manifest or a config, in bytes.
	maxJSON = 4 << 20
	// maxImages is how many there may be, maxLayers how many layers an image has.
	maxImages, maxLayers = 500, 500
	// maxTotal is the size of all blobs, in bytes.
	maxTotal = 64 << 30
)

// InvalidError says why a bundle is refused. Nothing of it was used.
type InvalidError struct {
	// Name is the file's, "" while that is unknown.
	Name   string
	Reason error
}

func (e *InvalidError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *InvalidError) Localized() i18n.Message {
	return i18n.Text("bundle %q is not valid; nothing was loaded: %v\nhint: get the file again, or create it again with `labs bundle save`", e.Name, e.Reason)
}

func (e *InvalidError) Unwrap() error { return e.Reason }

// PlatformError says that a bundle is not for this machine.
type PlatformError struct{ Name, Have, Want string }

func (e *PlatformError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *PlatformError) Localized() i18n.Message {
	return i18n.Text("bundle %q is for %s, but the container engine runs images for %s; nothing was loaded\nhint: create a bundle with `labs bundle save` on a machine of the same platform as this engine", e.Name, e.Have, e.Want)
}

// refuse makes an *InvalidError of a reason, but not of what says nothing about the bundle.
func refuse(name string, err error) error {
	if other, ok := errors.AsType[*otherError](err); ok {
		return other.error
	}
	if err == nil {
		return nil
	}
	return &InvalidError{name, err}
}

// otherError is one of the bundle's source, or of its reader, and not of what was read.
type otherError struct{ error }

func (e *otherError) Unwrap() error { return e.error }
