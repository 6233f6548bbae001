package workshop_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/workshop"
)

// status notes what is said.
type status struct{ said []string }

func (s *status) Set(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

func (s *status) Measure(_ int64, text i18n.Message) func(int) {
	s.said = append(s.said, text.String())
	return func(int) {}
}

// source is a course with an image that is there before, and one that a lab
// builds on that, on a base from elsewhere and on the node image.
var source = fstest.MapFS{
	"labs/01-one/lab.yaml": {Data: []byte(`apiVersion: labs/v1alpha1
kind: Lab
metadata: {name: one}
languages: [en]
images: [toolbox]
steps:
- name: one
  operations:
  - build: proxy
  - load: proxy
  checks:
  - line: one
`)},
	"labs/01-one/en.md":              {Data: []byte("# One\n## One {#one}\n")},
	"images/toolbox/Dockerfile":      {Data: []byte("ARG BASE=alpine:3\nFROM $BASE\n")},
	"images/toolbox/base.Dockerfile": {Data: []byte("FROM scratch\n")},
	"images/proxy/Dockerfile":        {Data: []byte("ARG NODE_IMAGE\nFROM $NODE_IMAGE AS node\nFROM busybox:1\nFROM localhost/toolbox:v1\n")},
}

func courseOf(t *testing.T, files fs.FS) *lab.Course {
	t.Helper()
	course, err := lab.Load(files)
	testkit.Must(t, err)
	return course
}

func saver(e *engine) (*workshop.Saver, *status) {
	s := &status{}
	return &workshop.Saver{Engine: e, Pull: e.pull, Platform: "linux/amd64", Status: s, NodeImage: "node:v1", Version: "v1", Now: time.Unix(1, 0), Ensure: func(_ context.Context, _ fs.FS, name string) error {
		e.add("localhost/" + name + ":v1")
		return nil
	}}, s
}

// saved makes a bundle and gives its path.
func saved(t *testing.T, e *engine) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.tar.zst")
	s, _ := saver(e)
	course := courseOf(t, source)
	_, err := s.Save(t.Context(), course, bundle.Course{Name: "mine course"}, workshop.Trees(course), path)
	testkit.Must(t, err)
	alone(t, path)
	return path
}

// alone demands that nothing but the file is in its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	testkit.Must(t, err)
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) {
			t.Errorf("%s is left", entry.Name())
		}
	}
}

func TestABundleHasAllThatTheLabsNeed(t *testing.T) {
	for name, test := range map[string]struct {
		engine *engine
		want   []string
	}{
		"bases here":     {has("node:v1", "alpine:3", "busybox:1"), []string{"node node:v1", "lab localhost/toolbox:v1", "base alpine:3", "base busybox:1"}},
		"a base of ours": {has("node:v1", "localhost/toolbox-base:v1", "busybox:1"), []string{"node node:v1", "lab localhost/toolbox:v1", "base localhost/toolbox-base:v1", "base busybox:1"}},
		"a base pulled":  {&engine{images: has("node:v1").images, remote: []string{"busybox:1"}}, []string{"node node:v1", "lab localhost/toolbox:v1", "base busybox:1"}},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open(saved(t, test.engine))
			testkit.Must(t, err)
			defer file.Close()
			contents, err := bundle.Read(t.Context(), "x", file, nil, bundle.Ignore)
			testkit.Must(t, err)
			var got []string
			for _, i := range contents.Images {
				got = append(got, string(i.Kind)+" "+trim(i.Name))
			}
			testkit.Equal(t, got, test.want)
		})
	}
}

func trim(name string) string { return strings.TrimSuffix(name, ":latest") }

func TestABaseThatCannotBeHadIsNamed(t *testing.T) {
	s, _ := saver(has("node:v1"))
	path := filepath.Join(t.TempDir(), "w.tar.zst")
	_, err := s.Save(t.Context(), courseOf(t, source), bundle.Course{}, nil, path)
	testkit.Equal(t, testkit.Text(err), "image busybox:1: no such image\nhint: connect to a registry that has it: image \"proxy\" of a lab is built on it, so the bundle must contain it")
	if !errors.As(err, new(*image.UnavailableError)) {
		t.Errorf("a %T", err)
	}
	alone(t, path)
}

func TestASaveThatFailsLeavesWhatWasThere(t *testing.T) {
	e := has("node:v1", "busybox:1")
	path := saved(t, e)
	before, err := os.ReadFile(path)
	testkit.Must(t, err)
	delete(e.images, "node:v1")
	e.images["node:v1"] = "{"
	s, _ := saver(e)
	if _, err := s.Save(t.Context(), courseOf(t, source), bundle.Course{}, nil, path); err == nil {
		t.Error("no error")
	}
	after, err := os.ReadFile(path)
	testkit.Must(t, err)
	testkit.Equal(t, bytes.Equal(before, after), true)
	alone(t, path)
}

func TestASaveTakesOverWhatAKilledOneLeft(t *testing.T) {
	e := has("node:v1", "busybox:1")
	path := saved(t, e)
	stage := filepath.Join(filepath.Dir(path), ".w.tar.zst.labs", "blobs")
	testkit.Must(t, os.MkdirAll(stage, 0o700))
	testkit.Must(t, os.WriteFile(filepath.Join(stage, "blob-1"), []byte("half"), 0o600))
	s, _ := saver(e)
	_, err := s.Save(t.Context(), courseOf(t, source), bundle.Course{}, nil, path)
	testkit.Must(t, err)
	alone(t, path)
}

func TestAnInterruptedSaveLeavesNothing(t *testing.T) {
	e := has("node:v1", "busybox:1")
	ctx, cancel := context.WithCancel(t.Context())
	s, _ := saver(e)
	s.Status = &stopping{status{}, "Compressing", cancel}
	path := filepath.Join(t.TempDir(), "w.tar.zst")
	_, err := s.Save(ctx, courseOf(t, source), bundle.Course{}, nil, path)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	alone(t, path)
}

// stopping interrupts when something is begun.
type stopping struct {
	status
	at   string
	stop func()
}

func (s *stopping) Measure(total int64, text i18n.Message) func(int) {
	if strings.HasPrefix(text.String(), s.at) {
		s.stop()
	}
	return s.status.Measure(total, text)
}
