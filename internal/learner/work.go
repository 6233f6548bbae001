package learner

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// originals gives the files of the course that a lab's demonstrations use, by their paths in the work folder: manifests
// beside each other, images in images/NAME. Those of solutions are not among them.
func (l *Learner) originals(of *lab.Lab, values lab.Values) (map[string][]byte, error) {
	found := map[string][]byte{}
	for _, step := range of.Steps {
		for _, operation := range step.Operations {
			files, err := l.Course.FilesOf(of, &operation)
			if err != nil {
				return nil, err
			}
			for name, file := range files {
				if found[name], err = l.original(file, values); err != nil {
					return nil, err
				}
			}
		}
	}
	return found, nil
}

// original gives a file of the course, with the values in it as far as they are known; a file of an image as it is.
func (l *Learner) original(file string, values lab.Values) ([]byte, error) {
	text, err := fs.ReadFile(l.Course.Files, file)
	if err != nil || strings.HasPrefix(file, "images/") {
		return text, err
	}
	if expanded, err := values.ExpandManifest(text); err == nil {
		return expanded, nil
	}
	return text, nil // a later step gives the value
}

// unpack puts into the work folder those files that are not there.
func (l *Learner) unpack(of *lab.Lab, values lab.Values) error {
	files, err := l.originals(of, values)
	if err != nil {
		return err
	}
	dir := l.Dir.Work(of.Metadata.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return i18n.Errorf("create the work directory: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return i18n.Errorf("create the work directory: %w", err)
	}
	defer root.Close()
	for name, text := range files {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := put(root, name, text); err != nil {
			return i18n.Errorf("write to the work directory: %w\nhint: free disk space or fix directory %s, then run the same command again", err, dir)
		}
	}
	return nil
}

func put(root *os.Root, name string, text []byte) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return root.WriteFile(name, text, 0o600)
}

// largest is the largest file that counts as the learner's work, in bytes.
const largest = 1 << 20

// changed gives the files of the work folder that are not as labs put them there.
func (l *Learner) changed(of *lab.Lab, values lab.Values) ([]string, error) {
	originals, err := l.originals(of, known(of, values))
	if err != nil {
		return nil, err
	}
	work := os.DirFS(l.Dir.Work(of.Metadata.Name))
	var names []string
	err = fs.WalkDir(work, ".", func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil || info.Size() > largest {
			return err
		}
		text, err := fs.ReadFile(work, name)
		if original, ours := originals[name]; err == nil && (!ours || !bytes.Equal(text, original)) {
			names = append(names, filepath.FromSlash(name))
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// ChangedFiles gives the files of a lab's work folder that the learner wrote or changed; nil where there are none.
func (l *Learner) ChangedFiles(name string) fs.FS {
	of := l.Course.Lab(name)
	p, err := l.Progress()
	if of == nil || err != nil {
		return nil
	}
	names, err := l.changed(of, p.Of(name).Values)
	if err != nil || len(names) == 0 {
		return nil
	}
	return only{os.DirFS(l.Dir.Work(name)), names}
}

// only is a file system of which just some files are listed.
type only struct {
	fs.FS
	names []string
}

// ReadDir lists a folder as far as it leads to those files.
func (o only) ReadDir(dir string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, dir)
	return slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		file := path.Join(dir, entry.Name())
		return !slices.ContainsFunc(o.names, func(name string) bool { return name == file || strings.HasPrefix(name, file+"/") })
	}), err
}

// known are a lab's values before its first step, and those captured since.
func known(of *lab.Lab, values lab.Values) lab.Values {
	all := lab.Values{"namespace": of.Metadata.Name}
	maps.Copy(all, values)
	return all
}
