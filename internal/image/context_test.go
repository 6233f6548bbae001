package image_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"labs.local/labs/internal/testkit"
)

// An image gets the modes of the files that it is built from. A course that was
// checked out under umask 077, and a labs that runs under it, build the same.
func TestTheModesOfABuildContextAreThoseThatAnImageNeeds(t *testing.T) {
	t.Cleanup(func() func() { before := syscall.Umask(0o077); return func() { syscall.Umask(before) } }())
	course := t.TempDir()
	folder := filepath.Join(course, "images", "plain")
	testkit.Must(t, os.MkdirAll(filepath.Join(folder, "etc"), 0o700))
	for name, mode := range map[string]fs.FileMode{"Dockerfile": 0o600, "run.sh": 0o700, "etc/app.conf": 0o640} {
		testkit.Must(t, os.WriteFile(filepath.Join(folder, name), []byte("FROM scratch\n"), mode))
	}
	e, got := has("", ""), map[string]fs.FileMode{}
	others := e.answer
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		if args[0] == "build" {
			dir := args[len(args)-1]
			testkit.Must(t, filepath.WalkDir(dir, func(file string, entry fs.DirEntry, _ error) error {
				info, err := entry.Info()
				if name := strings.TrimPrefix(strings.TrimPrefix(file, dir), "/"); name != "" {
					got[name] = info.Mode().Perm()
				}
				return err
			}))
		}
		return others(ctx, command, args)
	}
	_, err := builder(e).Build(t.Context(), os.DirFS(course), "plain")
	testkit.Must(t, err)
	testkit.Equal(t, got, map[string]fs.FileMode{"Dockerfile": 0o644, "run.sh": 0o755, "etc": 0o755, "etc/app.conf": 0o644})
}

func TestEnsureBuildsWhenAFileBecomesExecutable(t *testing.T) {
	e := has("", "")
	e.remember()
	b, files := builder(e), source()
	for _, step := range []struct {
		mode   fs.FileMode
		builds int
	}{{0o644, 1}, {0o600, 0}, {0o755, 1}} {
		files["images/plain/run.sh"].Mode = step.mode
		testkit.Must(t, b.Ensure(t.Context(), files, "plain"))
		testkit.Equal(t, strings.Count(e.builds(), "build --quiet"), step.builds)
	}
}
