package bundle

import (
	"path"
	"strings"

	"github.com/distribution/reference"
	"github.com/opencontainers/go-digest"

	"labs.local/labs/internal/i18n"
)

// maxName is the length of an image's name, in bytes (distribution/reference:
// 255 for the repository, 128 for the tag).
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
