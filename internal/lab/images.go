package lab

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// WithImages gives the files of a course, with those images of another course
// that it has no folder of its own for.
func WithImages(files, others fs.FS) fs.FS { return &withImages{files, others} }

// NeededImages names the folders of images/ whose images have to be there
// before the labs run, and those that the labs build themselves, each in the
// order in which they are named first.
func (c *Course) NeededImages() (ready, built []string) {
	for _, l := range c.Labs {
		for _, name := range l.Images {
			ready = add(ready, name)
		}
		for _, o := range l.Operations() {
			built = add(built, o.Build)
			if !slices.Contains(built, o.Load) {
				ready = add(ready, o.Load)
			}
		}
	}
	return ready, built
}

func add(names []string, name string) []string {
	if name == "" || slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

type withImages struct{ own, others fs.FS }

// of gives the file system that has a file.
func (w *withImages) of(name string) fs.FS {
	parts := strings.SplitN(name, "/", 3)
	if parts[0] != "images" || len(parts) == 1 {
		return w.own
	}
	if _, err := fs.Lstat(w.own, path.Join(parts[:2]...)); errors.Is(err, fs.ErrNotExist) {
		return w.others
	}
	return w.own
}

func (w *withImages) Open(name string) (fs.File, error) { return w.of(name).Open(name) }

func (w *withImages) Stat(name string) (fs.FileInfo, error) { return fs.Stat(w.of(name), name) }

func (w *withImages) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(w.of(name), name) }

func (w *withImages) ReadLink(name string) (string, error) { return fs.ReadLink(w.of(name), name) }
