package bundle

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/opencontainers/go-digest"
	specs "github.com/opencontainers/image-spec/specs-go"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// document is a JSON document with the descriptor that it is found by.
type document struct {
	oci.Descriptor
	data []byte
}

func newDocument(mediaType string, value any) (document, error) {
	data, err := json.Marshal(value)
	return document{descriptor(mediaType, data), data}, err
}

func descriptor(mediaType string, data []byte) oci.Descriptor {
	return oci.Descriptor{MediaType: mediaType, Digest: digest.FromBytes(data), Size: int64(len(data))}
}

// with gives the document's descriptor with more in it.
func (d document) with(artifactType string, platform *oci.Platform, annotations map[string]string) oci.Descriptor {
	descriptor := d.Descriptor
	descriptor.ArtifactType, descriptor.Platform, descriptor.Annotations = artifactType, platform, annotations
	return descriptor
}

var versioned = specs.Versioned{SchemaVersion: 2}

// manifest is the image's (image-spec, manifest.md).
func (i *Image) manifest() (document, error) {
	return newDocument(oci.MediaTypeImageManifest, oci.Manifest{
		Versioned: versioned, MediaType: oci.MediaTypeImageManifest, Config: i.Config, Layers: append([]oci.Descriptor{}, i.Layers...),
	})
}

// manifest is the course's: an artifact with one layer and no config
// (image-spec, manifest.md, "Guidelines for Artifact Usage").
func (c *Course) manifest() (document, error) {
	return newDocument(oci.MediaTypeImageManifest, oci.Manifest{
		Versioned: versioned, MediaType: oci.MediaTypeImageManifest, ArtifactType: CourseType,
		Config: plain(oci.DescriptorEmptyJSON), Layers: []oci.Descriptor{c.Layer},
	})
}

func (c *Course) annotations() map[string]string {
	origin := "folder"
	if c.Builtin {
		origin = "builtin"
	} else if c.Main != "" {
		origin = "file:" + c.Main
	}
	return map[string]string{nameKey: c.Name, courseKey: origin}
}

// index is index.json, with the manifests that it names, each once.
func (c *Contents) index() (index document, manifests []document, err error) {
	whole := oci.Index{Versioned: versioned, MediaType: oci.MediaTypeImageIndex, Manifests: []oci.Descriptor{}, Annotations: map[string]string{
		formatKey: Format, versionKey: c.Version, platformKey: c.Platform, oci.AnnotationCreated: c.Created.UTC().Format(time.RFC3339),
	}}
	system, architecture, _ := strings.Cut(c.Platform, "/")
	for _, i := range c.Images {
		m, err := i.manifest()
		if err != nil {
			return index, nil, err
		}
		manifests = append(manifests, m)
		whole.Manifests = append(whole.Manifests, m.with("", &oci.Platform{OS: system, Architecture: architecture}, map[string]string{
			nameKey: i.Name, kindKey: string(i.Kind), containerdName: fullName(i.Name), oci.AnnotationRefName: fullName(i.Name),
		}))
	}
	if c.Course.Layer.Digest != "" {
		m, err := c.Course.manifest()
		if err != nil {
			return index, nil, err
		}
		manifests = append(manifests, m)
		whole.Manifests = append(whole.Manifests, m.with(CourseType, nil, c.Course.annotations()))
	}
	index, err = newDocument(oci.MediaTypeImageIndex, whole)
	return index, once(manifests, map[digest.Digest]bool{}, func(d document) digest.Digest { return d.Digest }), err
}

// once leaves out what was seen before.
func once[T any](all []T, seen map[digest.Digest]bool, of func(T) digest.Digest) []T {
	return slices.DeleteFunc(all, func(one T) bool {
		before := seen[of(one)]
		seen[of(one)] = true
		return before
	})
}

// dockerManifest is manifest.json of "docker save" (moby/moby,
// image/tarexport: manifestItem). The names are written out: podman takes a
// short one for one of localhost.
type dockerManifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

func (c *Contents) docker() ([]byte, error) {
	list := []dockerManifest{}
	for _, i := range c.Images {
		one := dockerManifest{blobPath(i.Config.Digest), []string{fullName(i.Name)}, []string{}}
		for _, layer := range i.Layers {
			one.Layers = append(one.Layers, blobPath(layer.Digest))
		}
		list = append(list, one)
	}
	return json.Marshal(list)
}

// blobs gives the configs and then the layers, each once, as they are first named.
func (c *Contents) blobs() (configs, layers []oci.Descriptor) {
	for _, i := range c.Images {
		configs = append(configs, i.Config)
		layers = append(layers, i.Layers...)
	}
	if c.Course.Layer.Digest != "" {
		configs = append(configs, plain(oci.DescriptorEmptyJSON))
		layers = slices.Insert(layers, 0, c.Course.Layer)
	}
	seen, of := map[digest.Digest]bool{}, func(d oci.Descriptor) digest.Digest { return d.Digest }
	return once(configs, seen, of), once(layers, seen, of)
}

// only gives the contents with some of the images and without the course, for an engine.
func (c *Contents) only(names []string) *Contents {
	part := *c
	part.Course = Course{}
	part.Images = slices.DeleteFunc(slices.Clone(c.Images), func(i Image) bool { return !slices.Contains(names, i.Name) })
	return &part
}

// layout is the file oci-layout (image-spec, image-layout.md).
const layout = `{"imageLayoutVersion":"` + oci.ImageLayoutVersion + `"}`
