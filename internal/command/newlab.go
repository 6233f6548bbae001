package command

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	builtin "labs.local/labs"
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

// write makes the course, or adds the lab to one, and changes no file that is
// there: all is written beside it first, verified, and then moved.
func (n *newLab) write() error {
	_, err := os.Lstat(n.output)
	exists := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := n.place(exists); err != nil {
		return err
	}
	made, err := os.MkdirTemp(filepath.Dir(filepath.Clean(n.output)), ".labs-import-")
	if err != nil {
		return &UsageError{i18n.Text("no folder %q can be made: %v", n.output, err)}
	}
	defer os.RemoveAll(made)
	if err := n.fill(made); err != nil {
		return err
	}
	if _, err := lab.Load(os.DirFS(made)); err != nil {
		return i18n.Errorf("the lab would not be valid, and is not written: %w", err)
	}
	if exists {
		return n.join(made)
	}
	if err := os.Chmod(made, 0o755); err != nil {
		return err
	}
	return os.Rename(made, n.output)
}

// place finds the lab's place in a course, which is there already or not.
func (n *newLab) place(exists bool) (err error) {
	course := os.DirFS(n.output)
	if exists {
		if _, err := fs.Stat(course, "labs"); err != nil {
			return &UsageError{i18n.Text("%q exists already and is no course; nothing was written\nhint: --output names another folder", n.output)}
		}
		known, err := lab.Load(course)
		if err != nil {
			return err
		}
		if old := known.Lab(n.Name); old != nil {
			return &UsageError{i18n.Text("%q has a lab %q already, %s; nothing was written\nhint: --name gives it another name", n.output, n.Name, old.Dir)}
		}
	}
	if n.folder, err = skeleton.Folder(course, n.Name); err != nil {
		return &UsageError{i18n.Text("nothing was written: %v", err)}
	}
	return nil
}

// fill writes the lab, and the images that it builds, into a folder.
func (n *newLab) fill(made string) error {
	schema, err := builtin.Course.ReadFile(lab.SchemaFile)
	if err != nil {
		return err
	}
	files := map[string][]byte{lab.SchemaFile: schema}
	for name, data := range n.Files {
		files[filepath.Join(n.folder, name)] = data
	}
	for name, data := range n.Images {
		files[filepath.Join("images", name, "Dockerfile")] = data
	}
	for name, data := range files {
		if !filepath.IsLocal(name) {
			return i18n.Errorf("the file %q would be outside the course", name)
		}
		path := filepath.Join(made, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// join moves what was made into a course that is there: the images and the
// schema that it lacks, and the lab last. What is moved before an error is taken back.
func (n *newLab) join(made string) (err error) {
	var moved []string
	defer func() {
		for _, path := range moved {
			if err != nil {
				_ = os.RemoveAll(path)
			}
		}
	}()
	for _, name := range append(n.imageFolders(), lab.SchemaFile, n.folder) {
		to := filepath.Join(n.output, name)
		if _, err := os.Lstat(to); err == nil && name != n.folder {
			continue
		} else if err == nil {
			return &UsageError{i18n.Text("%q exists already; nothing was written", to)}
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(made, name), to); err != nil {
			return err
		}
		moved = append(moved, to)
	}
	return nil
}

func (n *newLab) imageFolders() []string {
	var folders []string
	for _, name := range slices.Sorted(maps.Keys(n.Images)) {
		folders = append(folders, filepath.Join("images", name))
	}
	return folders
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
