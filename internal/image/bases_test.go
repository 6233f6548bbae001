package image_test

import (
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

func TestBasesAreWhatADockerfileIsBuiltOn(t *testing.T) {
	for text, want := range map[string][]string{
		"FROM scratch\n":                     nil,
		"FROM alpine:3\nRUN true\n":          {"alpine:3"},
		"ARG BASE=alpine:3\nFROM ${BASE}\n":  {"alpine:3"},
		"ARG BASE\nFROM ${BASE:-alpine:3}\n": {"alpine:3"},
		"ARG NODE_IMAGE\nARG BASE=localhost/toolbox:v1\nFROM ${NODE_IMAGE} AS node\nFROM $BASE\nCOPY --from=node /a /b\n":         {"node:v1", "localhost/toolbox:v1"},
		"FROM --platform=linux/amd64 golang:1 as build\nFROM build\nCOPY --from=0 /a /b\nCOPY --chown=1 --from=busybox:1 /a /b\n": {"golang:1", "busybox:1"},
		"FROM a\nFROM a\nRUN --mount=type=bind,from=b,target=/b true\n":                                                           {"a", "b"},
		"ARG TAG=\"3\"\nARG BASE=alpine:$TAG\nFROM $BASE\n":                                                                       {"alpine:3"},
	} {
		course := fstest.MapFS{"images/x/Dockerfile": {Data: []byte(text)}}
		got, err := image.Bases(course, "x", "node:v1")
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
	}
}
