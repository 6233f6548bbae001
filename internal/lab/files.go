package lab

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// guarded are the files of a course that need not be trusted: folders, and regular files of a bounded size.
type guarded struct{ fs.FS }

// Open looks before it opens: a pipe would wait for somebody to write.
func (g guarded) Open(name string) (fs.File, error) {
	info, err := fs.Stat(g.FS, name)
	if err == nil {
		err = admit(name, info)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: reason(err)}
	}
	return g.FS.Open(name)
}

// ReadLink gives where a symbolic link leads.
func (g guarded) ReadLink(name string) (string, error) { return fs.ReadLink(g.FS, name) }

// Lstat describes a file, of a symbolic link the link itself.
func (g guarded) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(g.FS, name) }

func admit(name string, info fs.FileInfo) error {
	limit := int64(maxFile)
	if strings.HasPrefix(name, "images/") {
		limit = maxImageFile
	}
	switch {
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular():
		return i18n.Errorf("is not a regular file")
	case info.Size() > limit:
		return tooLarge(limit)
	}
	return nil
}

func tooLarge(limit int64) error { return i18n.Errorf("is larger than %d KiB", limit>>10) }

// escapes is what package os says of a symbolic link that leads out of an os.Root; it has no name for the error.
const escapes = "path escapes from parent"

// reason gives what an error of a file says besides the file's name.
func reason(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	if err.Error() == escapes {
		return i18n.Errorf("is a symbolic link to a path outside the course")
	}
	return err
}

// read gives a lab file or a text.
func read(files fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(files, name)
	if err == nil && len(data) > maxSource {
		err = tooLarge(maxSource)
	}
	return data, err
}

// unreadable is the problem of a file that is there and cannot be read.
func unreadable(file string, err error) Problem {
	return Problem{File: file, Message: i18n.Text("%v", reason(err))}
}

// local says what is wrong with a name that leads out of the folder in which it is looked up.
func local(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.Contains(name, `\`) {
		return i18n.Errorf("%q is not a path in the course: use a relative path with \"/\" and without \"..\"", name)
	}
	return nil
}

// WithImages gives the files of a course, with those images of another course that it has no folder of its own for.
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
