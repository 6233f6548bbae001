package lab

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// FilesOf gives the files of the course that an operation of a lab needs: where
// each lies in the course, by the name under which the operation asks for it.
// They are the manifest that it applies, all that the words of a kubectl command
// name, with what lies in folders which they name, or the folder that an image is
// built from.
func (c *Course) FilesOf(l *Lab, o *Operation) (map[string]string, error) {
	n := &named{files: c.Files, lab: l, found: map[string]string{}}
	if manifest := o.Facts().Manifest; manifest != "" {
		_, n.found[manifest], _ = readManifest(c.Files, l.Dir, manifest) // what reads it reports why it cannot
	}
	err := n.words(o.Kubectl)
	if err == nil && o.Build != "" {
		err = n.folder(path.Join("images", o.Build))
	}
	if err != nil {
		return nil, err
	}
	return n.found, nil
}

func (n *named) folder(name string) error {
	return fs.WalkDir(n.files, name, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			n.found[file] = file
		}
		return err
	})
}

// words looks for the files that words name, in the lab's own folder, or else in manifests/.
func (n *named) words(words []string) error {
	for _, word := range words {
		for _, name := range parts(word) {
			if err := n.look(path.Clean(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// parts gives what in a word may be the name of a file: the word is one, or a
// flag with one, a list or a key with one. Short flags have it behind them.
func parts(word string) []string {
	names := strings.FieldsFunc(word, func(r rune) bool { return r == '=' || r == ',' })
	if len(names) > 0 && strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--") {
		for i := range min(len(names[0]), maxShort) {
			names = append(names, names[0][i:])
		}
	}
	return names
}

// maxShort is how many short flags may stand together before a file.
const maxShort = 5

// named are the files that were found so far.
type named struct {
	files fs.FS
	lab   *Lab
	found map[string]string
	size  int64
}

func (n *named) look(name string) error {
	if name != "." && local(name) != nil {
		return nil
	}
	for _, dir := range []string{n.lab.Dir, "manifests"} {
		if at := path.Join(dir, name); at != "manifests" && exists(n.files, at) {
			return fs.WalkDir(n.files, at, func(file string, _ fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				return n.add(path.Join(name, strings.TrimPrefix(strings.TrimPrefix(file, at), "/")), file)
			})
		}
	}
	return nil
}

func exists(files fs.FS, name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

// add takes a regular file, but the lab's own, which is no manifest.
func (n *named) add(name, file string) error {
	info, err := fs.Stat(n.files, file)
	if err != nil || !info.Mode().IsRegular() || file == path.Join(n.lab.Dir, "lab.yaml") {
		return nil
	}
	if _, known := n.found[name]; !known {
		n.found[name] = file
		n.size += info.Size()
	}
	if len(n.found) > maxNamed || n.size > maxNamedSize {
		return i18n.Errorf("a command refers to more than %d files, or %d MiB", maxNamed, maxNamedSize>>20)
	}
	return nil
}

// IsManifest says whether a file is one that values are put into, by its name, for kubectl too.
func IsManifest(name string) bool {
	return slices.Contains([]string{".json", ".yaml", ".yml"}, path.Ext(name))
}
