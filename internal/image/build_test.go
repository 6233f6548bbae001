package image_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

// source has an image that needs nothing, one on a base with another way to
// it, and one on the node image.
func source() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"plain/Dockerfile": "FROM scratch\nCOPY run.sh /\n", "plain/run.sh": "echo\n",
		"boxed/Dockerfile": "ARG BASE=alpine:3\nFROM $BASE\n", "boxed/base.Dockerfile": "ARG NODE_IMAGE\nFROM $NODE_IMAGE\n",
		"noded/Dockerfile": "ARG NODE_IMAGE\nFROM $NODE_IMAGE\n",
		"based/Dockerfile": "ARG NODE_IMAGE\nFROM $NODE_IMAGE\nFROM busybox:1\nFROM localhost/boxed:v1\n",
	} {
		files["images/"+name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return files
}

func builder(e *engine) *image.Builder {
	return &image.Builder{Engine: e, Pull: e.pull, NodeImage: "node:v1", Progress: e.progress}
}

var (
	folder = regexp.MustCompile(`\S+/labs-image-\d+`)
	hash   = regexp.MustCompile(`inputs=(\w+)`)
)

// builds gives the build commands, with DIR for the folder and # for the hash.
func (e *engine) builds() string {
	var builds []string
	for _, command := range e.ran() {
		if strings.HasPrefix(command, "build") {
			builds = append(builds, hash.ReplaceAllString(folder.ReplaceAllString(command, "DIR"), "inputs=#"))
		}
	}
	return strings.Join(builds, "\n")
}

func TestABuildPassesWhatTheDockerfileDeclares(t *testing.T) {
	const (
		label   = " --label labs.local/inputs=#"
		own     = "build --quiet --tag localhost/boxed-base:v1 --file DIR/base.Dockerfile" + label + " --build-arg NODE_IMAGE=node:v1 DIR\n"
		onBoxed = "build --quiet --tag localhost/boxed:v1 --file DIR/Dockerfile"
	)
	for name, test := range map[string]struct{ image, local, remote, want string }{
		"nothing":        {"plain", "", "", "build --quiet --tag localhost/plain:v1 --file DIR/Dockerfile" + label + " DIR"},
		"the node image": {"noded", "", "", "build --quiet --tag localhost/noded:v1 --file DIR/Dockerfile" + label + " --build-arg NODE_IMAGE=node:v1 DIR"},
		"a local base":   {"boxed", "alpine:3", "", onBoxed + label + " DIR"},
		"a pulled base":  {"boxed", "", "alpine:3", onBoxed + label + " DIR"},
		"a base of ours": {"boxed", "", "", own + onBoxed + " --build-arg BASE=localhost/boxed-base:v1" + label + " DIR"},
	} {
		t.Run(name, func(t *testing.T) {
			e := has(test.local, test.remote)
			_, err := builder(e).Build(t.Context(), source(), test.image)
			testkit.Must(t, err)
			testkit.Equal(t, e.builds(), test.want)
		})
	}
}

// What the engine would pull by itself shows how far it is, and why it fails.
func TestABuildPullsWhatItIsBuiltOn(t *testing.T) {
	e := has("", "busybox:1")
	_, err := builder(e).Build(t.Context(), source(), "based")
	testkit.Must(t, err)
	commands := e.ran()
	testkit.Equal(t, commands[:2], []string{inspect + "busybox:1", "pull busybox:1"})
	testkit.Equal(t, strings.Contains(commands[2], "build --quiet --tag localhost/based:v1"), true)

	e = has("busybox:1", "")
	_, err = builder(e).Build(t.Context(), source(), "based")
	testkit.Must(t, err)
	testkit.Equal(t, slices.Contains(e.ran(), "pull busybox:1"), false)

	_, err = builder(has("", "")).Build(t.Context(), source(), "based")
	testkit.Equal(t, testkit.Text(err), "image busybox:1: no such image\nhint: use another base image in the Dockerfile of image \"localhost/based:v1\"")
}

func TestABuildHasItsFolderAsContextAndGivesTheID(t *testing.T) {
	e := has("localhost/plain:v1", "")
	local, dir := e.answer, ""
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		if args[0] == "build" {
			dir = args[len(args)-1]
			data, err := os.ReadFile(filepath.Join(dir, "run.sh"))
			testkit.Equal(t, []any{string(data), err}, []any{"echo\n", nil})
		}
		return local(ctx, command, args)
	}
	id, err := builder(e).Build(t.Context(), source(), "plain")
	testkit.Must(t, err)
	testkit.Equal(t, id, "sha256:localhost/plain:v1")
	testkit.Equal(t, e.said, []string{"Building localhost/plain:v1"})
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

func TestABuildThatFailsIsUnavailable(t *testing.T) {
	for _, name := range []string{"plain", "boxed"} {
		e := has("", "")
		local := e.answer
		e.answer = func(ctx context.Context, command string, args []string) (string, error) {
			if args[0] == "build" {
				return "", errors.New("broken")
			}
			return local(ctx, command, args)
		}
		_, err := builder(e).Build(t.Context(), source(), name)
		testkit.Equal(t, testkit.Text(err), "image localhost/"+name+":v1: broken\nhint: see the engine's output above; run labs doctor to check the engine")
	}
}

func TestAnImageWithoutAFolderIsAnError(t *testing.T) {
	e := has("", "")
	for _, err := range []error{builder(e).Ensure(t.Context(), source(), "none"), func() error { _, err := builder(e).Build(t.Context(), source(), "none"); return err }()} {
		if err == nil {
			t.Error("no error")
		}
	}
	testkit.Equal(t, e.ran(), []string(nil))
}

// remember makes the engine know the label of what it builds.
func (e *engine) remember() {
	others, label := e.answer, ""
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		if m := hash.FindStringSubmatch(command); m != nil {
			label = m[1]
		}
		if strings.Contains(command, ".Config.Labels") {
			return label, nil
		}
		return others(ctx, command, args)
	}
}

func TestEnsureBuildsOnlyWhenSomethingChanged(t *testing.T) {
	e := has("", "")
	e.remember()
	b, files := builder(e), source()
	change := func(file, text string) func() {
		return func() { files["images/"+file] = &fstest.MapFile{Data: []byte(text)} }
	}
	for _, step := range []struct {
		name   string
		change func()
		image  string
		builds int
	}{
		{"first", func() {}, "plain", 1},
		{"same again", func() {}, "plain", 0},
		{"changed", change("plain/run.sh", "echo 2\n"), "plain", 1},
		{"another folder changed", change("boxed/new", ""), "plain", 0},
		{"a file moved", func() { change("plain/run2.sh", "echo 2\n")(); delete(files, "images/plain/run.sh") }, "plain", 1},
		{"the node image, which it does not use", func() { b.NodeImage = "node:v2" }, "plain", 0},
		{"another image", func() {}, "noded", 1},
		{"the node image, which it uses", func() { b.NodeImage = "node:v3" }, "noded", 1},
		{"the same node image by its digest", func() { b.NodeImage = "node:v3@sha256:0" }, "noded", 0},
	} {
		step.change()
		testkit.Must(t, b.Ensure(t.Context(), files, step.image))
		if got := strings.Count(e.builds(), "build --quiet"); got != step.builds {
			t.Errorf("%s: %d builds, want %d", step.name, got, step.builds)
		}
	}
}

func TestEnsureBuildsOnceForAllWhoAskAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, release := has("", ""), make(chan struct{})
		others := e.answer
		e.answer = func(ctx context.Context, command string, args []string) (string, error) {
			if args[0] == "build" {
				<-release
			}
			return others(ctx, command, args)
		}
		b, done := builder(e), make(chan error)
		for range 3 {
			go func() { done <- b.Ensure(t.Context(), source(), "plain") }()
		}
		synctest.Wait()
		close(release)
		for range 3 {
			testkit.Must(t, <-done)
		}
		testkit.Equal(t, strings.Count(e.builds(), "build --quiet"), 1)
	})
}
