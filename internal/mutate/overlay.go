package mutate

import (
	"io/fs"
	"strings"
	"testing/fstest"

	"labs.local/labs/internal/lab"
)

// overlay is a file system with some files replaced, and one folder that
// shows another.
type overlay struct {
	fs.FS
	files fstest.MapFS
	// alias is the folder that shows folder; "" for none.
	alias, folder string
}

// Open opens a file that was replaced, or else the one that was there.
func (o *overlay) Open(name string) (fs.File, error) {
	if _, replaced := o.files[name]; replaced {
		return o.files.Open(name)
	}
	if rest, ok := strings.CutPrefix(name, o.alias); ok && o.alias != "" && (rest == "" || rest[0] == '/') {
		name = o.folder + rest
		if _, replaced := o.files[name]; replaced {
			return o.files.Open(name)
		}
	}
	return o.FS.Open(name)
}

// replace gives a course with other contents of some files.
func replace(course *lab.Course, files map[string][]byte) (*lab.Course, *overlay) {
	replaced := fstest.MapFS{}
	for name, data := range files {
		replaced[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	over := &overlay{FS: course.Files, files: replaced}
	return &lab.Course{Name: course.Name, Labs: course.Labs, Files: over}, over
}
