package bundle

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/distribution/reference"
	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// add takes what the index lists, with its manifest.
func (c *Contents) add(d oci.Descriptor, manifest *oci.Manifest) error {
	for _, layer := range append([]oci.Descriptor{manifest.Config}, manifest.Layers...) {
		if err := checkDescriptor(layer, layer.MediaType, maxTotal); err != nil {
			return err
		}
	}
	if len(manifest.Layers) > maxLayers {
		return i18n.Errorf("manifest %q lists %d layers; the limit is %d", d.Digest, len(manifest.Layers), maxLayers)
	}
	if d.ArtifactType == CourseType {
		return c.addCourse(d, manifest)
	}
	return c.addImage(d, manifest)
}

func (c *Contents) addImage(d oci.Descriptor, manifest *oci.Manifest) error {
	name, kind := d.Annotations[nameKey], Kind(d.Annotations[kindKey])
	if err := checkName(name); err != nil {
		return err
	}
	if slices.ContainsFunc(c.Images, func(i Image) bool { return i.Name == name }) {
		return i18n.Errorf("it lists image %q twice", name)
	}
	if !slices.Contains([]Kind{Node, Lab, Base}, kind) {
		return i18n.Errorf("image %q has the unknown kind %q", name, string(kind))
	}
	if err := checkDescriptor(manifest.Config, oci.MediaTypeImageConfig, maxJSON); err != nil {
		return err
	}
	for _, layer := range manifest.Layers {
		if err := checkDescriptor(layer, oci.MediaTypeImageLayer, maxTotal); err != nil {
			return err
		}
	}
	c.Images = append(c.Images, Image{name, kind, plain(d), plain(manifest.Config), plains(manifest.Layers)})
	return nil
}

func (c *Contents) addCourse(d oci.Descriptor, manifest *oci.Manifest) error {
	if c.Course.Layer.Digest != "" || len(manifest.Layers) != 1 || manifest.Config.Digest != oci.DescriptorEmptyJSON.Digest {
		return i18n.Errorf("a bundle can contain only one course, in one layer")
	}
	if err := checkDescriptor(manifest.Layers[0], CourseLayerType, maxBytes*2); err != nil {
		return err
	}
	origin := d.Annotations[courseKey]
	course := Course{Name: d.Annotations[nameKey], Builtin: origin == "builtin", Manifest: plain(d), Layer: plain(manifest.Layers[0])}
	if file, ok := strings.CutPrefix(origin, "file:"); ok {
		course.Main = file
		if err := checkFile(fileHeader(file, 0)); err != nil {
			return err
		}
	}
	c.Course = course
	return checkText(course.Name)
}

// plain is a descriptor without what else may be in one.
func plain(d oci.Descriptor) oci.Descriptor {
	return oci.Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size}
}

func plains(descriptors []oci.Descriptor) (list []oci.Descriptor) {
	for _, d := range descriptors {
		list = append(list, plain(d))
	}
	return list
}

func checkDescriptor(d oci.Descriptor, mediaType string, limit int64) error {
	switch {
	case checkDigest(d.Digest) != nil:
		return checkDigest(d.Digest)
	case d.MediaType != mediaType:
		return i18n.Errorf("blob %q is of type %q, expected %q", d.Digest, d.MediaType, mediaType)
	case d.Size < 0 || d.Size > limit:
		return i18n.Errorf("blob %q has an invalid size: %d bytes; the limit is %d", d.Digest, d.Size, limit)
	}
	return nil
}

// maxText is the length of a text that is shown to people, in bytes.
const maxText = 200

// checkText refuses a text that could steer a terminal, or fill it.
func checkText(text string) error {
	if len(text) > maxText || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return i18n.Errorf("it contains text that is too long or has characters that cannot be printed: %q", text[:min(len(text), maxText)])
	}
	return nil
}

// maxName is the length of an image's name in bytes: repository and tag (distribution/reference).
const maxName = 255 + 1 + 128

// Name gives the name under which an image is in a bundle: as people write it,
// with a tag, and without the digest, which no engine can load an image by.
func Name(text string) (string, error) {
	if len(text) > maxName+80 {
		return "", i18n.Errorf("image name too long: %d characters; the limit is %d", len(text), maxName)
	}
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return "", i18n.Errorf("invalid image name %q: %v", text, err)
	}
	tag := "latest"
	if tagged, ok := named.(reference.Tagged); ok {
		tag = tagged.Tag()
	}
	tagged, err := reference.WithTag(reference.TrimNamed(named), tag)
	if err != nil {
		return "", i18n.Errorf("invalid image name %q: %v", text, err)
	}
	return reference.FamiliarString(tagged), nil
}

// checkName refuses a name that is not written as Name writes it.
func checkName(text string) error {
	name, err := Name(text)
	if err == nil && name != text {
		err = i18n.Errorf("invalid image name %q: write it as %q", text, name)
	}
	return err
}

// fullName is the name as containerd writes it.
func fullName(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return named.String()
}

// blobPath is where a blob is in the archive.
func blobPath(d digest.Digest) string { return path.Join("blobs", "sha256", d.Encoded()) }

// checkDigest refuses all but SHA-256, written as OCI does (descriptor.md).
func checkDigest(d digest.Digest) error {
	if err := d.Validate(); err != nil || !strings.HasPrefix(string(d), "sha256:") {
		return i18n.Errorf("%q is not a SHA-256 digest", string(d))
	}
	return nil
}
