// Package course writes new courses, and new labs into courses, as files.
package course

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Add writes a lab into the course of a folder, which may be empty: own are the files of the lab's folder, shared those
// that the course needs beside its labs, by their paths in the course. A schema or an image's folder that the course
// has stays as it is. It gives the paths of what it wrote, in order; a lab that would not be valid is an error, and
// what Write says holds for it too.
func Add(root *os.Root, folder string, own, shared map[string][]byte) (written []string, err error) {
	files := maps.Clone(shared)
	for name, data := range own {
		files[path.Join(folder, name)] = data
	}
	whole := fstest.MapFS{}
	for name, data := range files {
		whole[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	if _, err := lab.Load(whole); err != nil {
		return nil, i18n.Errorf("the lab was not written, because it would be invalid: %w", err)
	}
	for name := range shared {
		if has(root, sharedBy(name)) {
			delete(files, name)
		}
	}
	return Write(root, files)
}

// sharedBy is what a course has or lacks as one: the folder of an image, or a file.
func sharedBy(name string) string {
	if parts := strings.Split(name, "/"); parts[0] == "images" && len(parts) > 2 {
		return path.Join(parts[:2]...)
	}
	return name
}

func has(root *os.Root, name string) bool {
	_, err := root.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// Write writes files that are not there yet, by their paths in a folder, and gives the paths in order. Where one cannot
// be written, none is; that one is there already is fs.ErrExist. A folder that is new with them appears with all that
// is in it, or not at all.
func Write(root *os.Root, files map[string][]byte) (written []string, err error) {
	temporary, err := os.MkdirTemp(root.Name(), ".labs-new-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)
	stage, err := os.OpenRoot(temporary)
	if err != nil {
		return nil, err
	}
	defer stage.Close()
	written = slices.Sorted(maps.Keys(files))
	for _, name := range written {
		if err := write(stage, name, files[name]); err != nil {
			return nil, err
		}
	}
	var placed []string
	for _, name := range written {
		if slices.ContainsFunc(placed, func(above string) bool { return strings.HasPrefix(name, above+"/") }) {
			continue
		}
		top := lacking(root, name)
		if err := place(root, filepath.Base(temporary), top, files); err != nil {
			for _, one := range placed {
				_ = root.RemoveAll(one)
			}
			return nil, err
		}
		placed = append(placed, top)
	}
	return written, nil
}

// lacking is the topmost part of a path that is not there, or else the path.
func lacking(root *os.Root, name string) string {
	for at, sign := range name {
		if sign == '/' && !has(root, name[:at]) {
			return name[:at]
		}
	}
	return name
}

// place moves a new folder out of the stage. A file is written once more, as to move it could replace another one.
func place(root *os.Root, stage, name string, files map[string][]byte) error {
	if data, ok := files[name]; ok {
		return write(root, name, data)
	}
	return root.Rename(path.Join(stage, name), name)
}

func write(root *os.Root, name string, data []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = root.Remove(name)
	}
	return err
}

var numbered = regexp.MustCompile(`^([0-9]{1,6})-(.+)$`)

// Folder gives the folder of a new lab in a course: behind all others.
func Folder(course fs.FS, name string) (string, error) {
	folders, err := fs.ReadDir(course, "labs")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	last, width := 0, 2
	for _, folder := range folders {
		found := numbered.FindStringSubmatch(folder.Name())
		if found == nil {
			continue
		}
		number, _ := strconv.Atoi(found[1])
		last, width = max(last, number), max(width, len(found[1]))
		if found[2] == name {
			return "", taken(name, path.Join("labs", folder.Name()))
		}
	}
	// Labs that are wrong yet leave the course an error, and the others in it.
	if known, _ := lab.Load(course); known != nil && known.Lab(name) != nil {
		return "", taken(name, known.Lab(name).Dir)
	}
	number := fmt.Sprintf("%0*d", width, last+1)
	if len(number) > width {
		return "", i18n.Errorf("the directories are numbered up to %d, and %s would sort before them\nhint: add one digit to all numbers, for example %s", last, number, "0"+strings.Repeat("9", width))
	}
	return path.Join("labs", number+"-"+name), nil
}

func taken(name, dir string) error { return i18n.Errorf("name %q is already used by %s", name, dir) }
