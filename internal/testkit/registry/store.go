package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"sigs.k8s.io/kind/pkg/apis/config/defaults"
)

// store has the images.
type store struct {
	blobs registry.BlobHandler
	// manifests answers for them, and puts them in.
	manifests http.Handler
	// images has a line for each: its name, its digest, those of its layers.
	images []string
}

func newStore() *store {
	blobs := registry.NewInMemoryBlobHandler()
	return &store{blobs: blobs, manifests: registry.New(registry.WithBlobHandler(blobs), registry.Logger(log.New(io.Discard, "", 0)))}
}

func (s *store) put(name string, image v1.Image) error {
	layers, err := image.Layers()
	if err != nil {
		return err
	}
	config, err := partial.ConfigLayer(image)
	if err != nil {
		return err
	}
	var digests []string
	for _, blob := range append(layers, config) {
		digest, err := blob.Digest()
		if err != nil {
			return err
		}
		data, err := blob.Compressed()
		if err != nil {
			return err
		}
		if err := s.blobs.(registry.BlobPutHandler).Put(context.Background(), "", digest, data); err != nil {
			return err
		}
		digests = append(digests, digest.String())
	}
	return s.putManifest(name, image, digests[:len(layers)])
}

func (s *store) putManifest(name string, image v1.Image, layers []string) error {
	manifest, err := image.RawManifest()
	if err != nil {
		return err
	}
	media, err := image.MediaType()
	if err != nil {
		return err
	}
	repository, tag, _ := strings.Cut(name, ":")
	request := httptest.NewRequest(http.MethodPut, "/v2/"+repository+"/manifests/"+tag, bytes.NewReader(manifest))
	request.Header.Set("Content-Type", string(media))
	answer := httptest.NewRecorder()
	if s.manifests.ServeHTTP(answer, request); answer.Code != http.StatusCreated {
		return fmt.Errorf("put %s: %s", name, answer.Body)
	}
	digest, err := image.Digest()
	s.images = append(s.images, fmt.Sprintf("%s %s %s", name, digest, strings.Join(layers, " ")))
	return err
}

// addArchive adds an image of "docker save".
func (s *store) addArchive(path, name string) error {
	saved, err := tarball.ImageFromPath(path, nil)
	if err != nil {
		return err
	}
	if kind, _, _ := strings.Cut(defaults.Image, ":"); name == kind {
		name, _, _ = strings.Cut(defaults.Image, "@")
	}
	image, err := fast(saved)
	if err != nil {
		return err
	}
	return s.add(name, image, 1<<20)
}

// fast is an image whose layers nobody has to compress, nor to decompress.
func fast(saved v1.Image) (v1.Image, error) {
	config, err := saved.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.RootFS.DiffIDs, config.History = nil, nil
	image, err := mutate.ConfigFile(empty.Image, config)
	if err != nil {
		return nil, err
	}
	layers, err := saved.Layers()
	if err != nil {
		return nil, err
	}
	for _, layer := range layers {
		if image, err = appended(image, layer.Uncompressed); err != nil {
			return nil, err
		}
	}
	return image, nil
}

func appended(image v1.Image, open tarball.Opener) (v1.Image, error) {
	layer, err := tarball.LayerFromOpener(open, tarball.WithCompressionLevel(gzip.NoCompression))
	if err != nil {
		return nil, err
	}
	return mutate.AppendLayers(image, layer)
}

// addTiny adds an image of three layers, the last of which is the largest.
func (s *store) addTiny(name string) error {
	image, err := mutate.ConfigFile(empty.Image, &v1.ConfigFile{OS: "linux", Architecture: runtime.GOARCH, RootFS: v1.RootFS{Type: "layers"}})
	if err != nil {
		return err
	}
	return s.add(name, image, 1<<20, 1<<20, 4<<20)
}

// add adds an image with more layers, of so many random bytes.
func (s *store) add(name string, image v1.Image, sizes ...int) (err error) {
	seed := fnv.New64()
	_, _ = io.WriteString(seed, name)
	for i, size := range sizes {
		open := func() (io.ReadCloser, error) { return random(seed.Sum64(), uint64(i), size), nil }
		if image, err = appended(image, open); err != nil {
			return err
		}
	}
	return s.put(name, image)
}

// random is an archive with one file, the same each time.
func random(seed, number uint64, size int) io.ReadCloser {
	source := rand.New(rand.NewPCG(seed, number))
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(source.Uint32())
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	_ = w.WriteHeader(&tar.Header{Name: "random", Size: int64(size), Mode: 0o644})
	_, _ = w.Write(data)
	_ = w.Close()
	return io.NopCloser(&out)
}
