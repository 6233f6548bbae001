package bundle

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// saved is an archive of an engine: that of Docker 20.10 with a folder a layer
// (ID/layer.tar) as well as later ones and others' with OCI's blobs. All have
// manifest.json.
type saved struct {
	// documents holds the small files by their paths, blobs the layers, links what stands for another.
	documents map[string][]byte
	blobs     map[string]oci.Descriptor
	links     map[string]string
}

func (s *Spool) readSaved(archive io.Reader) (*saved, error) {
	found := &saved{map[string][]byte{}, map[string]oci.Descriptor{}, map[string]string{}}
	for files := tar.NewReader(archive); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			_, err := io.Copy(io.Discard, archive) // an engine would not like to be cut short
			return found, err
		}
		if err != nil {
			return nil, err
		}
		name := path.Clean(header.Name)
		switch header.Typeflag {
		case tar.TypeReg:
			err = found.take(s, name, header.Size, files)
		case tar.TypeSymlink:
			found.links[name] = path.Join(path.Dir(name), header.Linkname)
		case tar.TypeLink:
			found.links[name] = path.Clean(header.Linkname)
		}
		if err != nil {
			return nil, err
		}
	}
}

// take keeps a file: what begins as JSON in memory, all else as a layer.
func (f *saved) take(s *Spool, name string, size int64, r io.Reader) error {
	content := bufio.NewReaderSize(r, 1<<16)
	begin, _ := content.Peek(4)
	if size <= maxJSON && (len(begin) == 0 || begin[0] == '{' || begin[0] == '[') {
		data, err := io.ReadAll(content)
		f.documents[name] = data
		return err
	}
	if path.Base(name) == "VERSION" || path.Base(name) == "repositories" {
		return nil
	}
	layer, err := uncompressed(content, begin)
	if err != nil {
		return i18n.Errorf("file %q: %w", name, err)
	}
	defer layer.Close()
	f.blobs[name], err = s.put(oci.MediaTypeImageLayer, layer)
	return err
}

// uncompressed decompresses by the first bytes (RFC 1952, RFC 8878).
func uncompressed(r io.Reader, begin []byte) (io.ReadCloser, error) {
	switch {
	case bytes.HasPrefix(begin, []byte{0x1f, 0x8b}):
		return gzip.NewReader(r)
	case bytes.HasPrefix(begin, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		decoder, err := zstd.NewReader(r)
		if err != nil {
			return nil, err
		}
		return decoder.IOReadCloser(), nil
	}
	return io.NopCloser(r), nil
}

// resolve follows links.
func (f *saved) resolve(name string) string {
	name = path.Clean(name)
	for range len(f.links) {
		target, ok := f.links[name]
		if !ok {
			break
		}
		name = target
	}
	return name
}

// fill finds the image of a platform in the archive.
func (f *saved) fill(s *Spool, image *Image, platform string) error {
	var list []dockerManifest
	if err := json.Unmarshal(f.documents["manifest.json"], &list); err != nil {
		return i18n.Errorf("manifest.json: %w", err)
	}
	for _, one := range list {
		config := f.documents[f.resolve(one.Config)]
		parsed, err := parseConfig(config)
		if err != nil {
			return err
		}
		if parsed.OS+"/"+parsed.Architecture != platform {
			continue
		}
		if image.Config, err = s.document(oci.MediaTypeImageConfig, config); err != nil {
			return err
		}
		for _, name := range one.Layers {
			layer, err := f.layer(s, f.resolve(name))
			if err != nil {
				return err
			}
			image.Layers = append(image.Layers, layer)
		}
		return image.matches(parsed)
	}
	return i18n.Errorf("no image for platform %s", platform)
}

// layer gives a layer, which may look like JSON by the name of its first file.
func (f *saved) layer(s *Spool, name string) (oci.Descriptor, error) {
	if data, ok := f.documents[name]; ok {
		return s.document(oci.MediaTypeImageLayer, data)
	}
	layer, ok := f.blobs[name]
	if !ok {
		return layer, i18n.Errorf("layer %q is missing", name)
	}
	return layer, nil
}

// matches says whether the layers are those that a config names (image-spec, config.md, rootfs).
func (i *Image) matches(config oci.Image) error {
	if !slices.EqualFunc(i.Layers, config.RootFS.DiffIDs, func(l oci.Descriptor, d digest.Digest) bool { return l.Digest == d }) {
		return i18n.Errorf("the layers do not match the image config")
	}
	return nil
}

func parseConfig(data []byte) (config oci.Image, err error) {
	if err := json.Unmarshal(data, &config); err != nil {
		return config, i18n.Errorf("the config is not JSON: %w", err)
	}
	return config, nil
}
