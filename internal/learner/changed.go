package learner

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
)

// ChangedFiles gives the files of a lab's work folder that the learner wrote or
// changed; nil where there are none.
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
