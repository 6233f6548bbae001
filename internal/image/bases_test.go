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
		"# escape=`\nFROM a:1 `\n AS first\nFROM FIRST\n":                                                                         {"a:1"},
		"FROM a:1\nRUN <<EOF\nFROM none:1\nEOF\nCOPY --from=b:1 \\\n  # why\n  /x /y\n":                                           {"a:1", "b:1"},
		"ARG A=\nFROM ${A:+x}${A:-a:1}\n":                                                                                         {"a:1"},
	} {
		course := fstest.MapFS{"images/x/Dockerfile": {Data: []byte(text)}}
		got, err := image.Bases(course, "x", "node:v1")
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
	}
}

func TestADockerfileThatIsNoneIsAnError(t *testing.T) {
	course := fstest.MapFS{"images/x/Dockerfile": {Data: []byte("FORM alpine:3\n")}}
	_, err := image.Bases(course, "x", "node:v1")
	testkit.Equal(t, testkit.Text(err), `read the Dockerfile of image "x": dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)`)
}
