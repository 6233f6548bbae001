package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
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
	digests, err := s.putLayers(image)
	if err != nil {
		return err
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

func (s *store) putLayers(image v1.Image) (digests []string, err error) {
	layers, err := image.Layers()
	if err != nil {
		return nil, err
	}
	for _, layer := range layers {
		digest, err := layer.Digest()
		if err != nil {
			return nil, err
		}
		data, err := layer.Compressed()
		if err != nil {
			return nil, err
		}
		if err := s.putBlob(digest, data); err != nil {
			return nil, err
		}
		digests = append(digests, digest.String())
	}
	return digests, nil
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
