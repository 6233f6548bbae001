package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
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

// addArchive adds an image of "docker save".
func (s *store) addArchive(path, name string) error {
	image, err := tarball.ImageFromPath(path, nil)
	if err != nil {
		return err
	}
	return s.add(name, image, 1<<20)
}

// addTiny adds an image of three layers, the last of which is the largest.
func (s *store) addTiny(name string) error {
	return s.add(name, empty.Image, 1<<20, 1<<20, 4<<20)
}

// add adds an image with more layers of so many random bytes.
func (s *store) add(name string, image v1.Image, sizes ...int) error {
	for i, size := range sizes {
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return random(fmt.Sprintf("random-%d", i), size), nil },
			tarball.WithCompressionLevel(gzip.BestSpeed))
		if err != nil {
			return err
		}
		if image, err = mutate.AppendLayers(image, layer); err != nil {
			return err
		}
	}
	return s.put(name, image)
}

// random is an archive with one file, the same each time.
func random(file string, size int) io.ReadCloser {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%32s", file)))).Read(data)
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	_ = w.WriteHeader(&tar.Header{Name: file, Size: int64(size), Mode: 0o644})
	_, _ = w.Write(data)
	_ = w.Close()
	return io.NopCloser(&out)
}

func (s *store) put(name string, image v1.Image) error {
	layers, err := image.Layers()
	if err != nil {
		return err
	}
	var digests []string
	for _, layer := range layers {
		digest, err := layer.Digest()
		if err != nil {
			return err
		}
		data, err := layer.Compressed()
		if err != nil {
			return err
		}
		if err := s.putBlob(digest, data); err != nil {
			return err
		}
		digests = append(digests, digest.String())
	}
	config, err := image.RawConfigFile()
	if err != nil {
		return err
	}
	digest, err := image.ConfigName()
	if err != nil {
		return err
	}
	if err := s.putBlob(digest, io.NopCloser(bytes.NewReader(config))); err != nil {
		return err
	}
	return s.putManifest(name, image, digests)
}

func (s *store) putBlob(digest v1.Hash, data io.ReadCloser) error {
	return s.blobs.(registry.BlobPutHandler).Put(context.Background(), "", digest, data)
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
