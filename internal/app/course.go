package app

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	builtin "labs.local/labs"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
)

// course reads the course of a folder or of one file, or the one that comes along. Its name is the absolute path.
func (p *parts) course(path string) (*lab.Course, error) {
	if path == "" {
		return named(progress.Builtin)(lab.Load(builtin.Course))
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &lab.InvalidError{Problems: []lab.Problem{{File: "labs", Message: i18n.Text("no labs found: file or directory %q does not exist", path)}}}
	case err != nil:
		return nil, err
	case info.IsDir():
		return named(absolute)(folder(path))
	}
	return named(absolute)(file(path, info))
}

// folder reads the course of a folder, and nothing outside it whatever links there are.
func folder(path string) (*lab.Course, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	course, err := lab.Load(lab.WithImages(root.FS(), builtin.Course))
	if course != nil {
		course.Own = root.FS()
	}
	return course, err
}

// oneFileLimit is more than a one-file course may have, in bytes.
const oneFileLimit = 1 << 20

func file(path string, info fs.FileInfo) (*lab.Course, error) {
	if !info.Mode().IsRegular() {
		return nil, &lab.InvalidError{Problems: []lab.Problem{{File: path, Message: i18n.Text("is not a regular file")}}}
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, oneFileLimit))
	if err != nil {
		return nil, err
	}
	return lab.LoadFile(path, data, builtin.Course)
}

func named(name string) func(*lab.Course, error) (*lab.Course, error) {
	return func(c *lab.Course, err error) (*lab.Course, error) {
		if c != nil {
			c.Name = name
		}
		return c, err
	}
}
