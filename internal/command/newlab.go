package command

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"labs.local/labs/internal/course"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/skeleton"
	"labs.local/labs/internal/tutorial"
)

// newLab is a lab that becomes a course folder, or part of one.
type newLab struct {
	*tutorial.Result
	// output is the course's folder, folder the lab's in it.
	output, folder string
}

// path is where a file of the lab is, as the person can open it.
func (n *newLab) path(file string) string { return filepath.Join(n.output, n.folder, file) }

// write makes the course, or adds the lab to one, and changes no file that is there.
func (n *newLab) write() (err error) {
	_, err = os.Lstat(n.output)
	exists := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := n.place(exists); err != nil {
		return err
	}
	if !exists {
		if err := os.Mkdir(n.output, 0o755); err != nil {
			return &UsageError{i18n.Text("create directory %q: %v", n.output, err)}
		}
		defer func() {
			if err != nil {
				_ = os.Remove(n.output)
			}
		}()
	}
	return n.add()
}

// add puts the lab, and the images that it builds, into the folder.
func (n *newLab) add() error {
	root, err := os.OpenRoot(n.output)
	if err != nil {
		return err
	}
	defer root.Close()
	shared, err := skeleton.Shared()
	if err != nil {
		return err
	}
	for name, data := range n.Images {
		shared[path.Join("images", name, "Dockerfile")] = data
	}
	if _, err := course.Add(root, n.folder, n.Files, shared); err != nil {
		return notWritten(err, n.output, n.Name)
	}
	return nil
}

// place finds the lab's place in a course, which is there already or not.
func (n *newLab) place(exists bool) (err error) {
	files := os.DirFS(n.output)
	if exists {
		if _, err := fs.Stat(files, "labs"); err != nil {
			return &UsageError{i18n.Text("%q already exists and is not a course; nothing was written\nhint: choose another directory with --output", n.output)}
		}
		known, err := lab.Load(files)
		if err != nil {
			return err
		}
		if old := known.Lab(n.Name); old != nil {
			return &UsageError{i18n.Text("%q already has lab %q in %s; nothing was written\nhint: choose another name with --name", n.output, n.Name, old.Dir)}
		}
	}
	if n.folder, err = course.Folder(files, n.Name); err != nil {
		return &UsageError{i18n.Text("nothing was written: %v", err)}
	}
	return nil
}

// todo lists what is left to do, as file:line: text.
func (n *newLab) todo() []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(n.Files)) {
		found = append(found, todos(n.path(name), n.Files[name])...)
	}
	for _, name := range slices.Sorted(maps.Keys(n.Images)) {
		found = append(found, todos(filepath.Join(n.output, "images", name, "Dockerfile"), n.Images[name])...)
	}
	return found
}

func todos(path string, data []byte) []string {
	var found []string
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		if text, ok := strings.CutPrefix(strings.TrimSpace(text), "# TODO: "); ok {
			found = append(found, fmt.Sprintf("%s:%d: %s", path, line, text))
		}
	}
	return found
}
