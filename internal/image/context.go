package image

import (
	"io/fs"
	"os"
	"path/filepath"
)

// buildContext copies a folder of the course into another one. An image gets the
// modes of its files: those are the same whatever umask the course was checked
// out under, and this program runs under.
func buildContext(dir string, course fs.FS, folder string) error {
	files, err := fs.Sub(course, folder)
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return err
	}
	return fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || file == "." || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		mode, err := modeOf(entry)
		if err != nil {
			return err
		}
		return os.Chmod(filepath.Join(dir, filepath.FromSlash(file)), mode)
	})
}

// modeOf is a file's mode in an image: readable for all, and executable if it is for anybody.
func modeOf(entry fs.DirEntry) (fs.FileMode, error) {
	info, err := entry.Info()
	if err != nil {
		return 0, err
	}
	if entry.IsDir() || info.Mode()&0o111 != 0 {
		return 0o755, nil
	}
	return 0o644, nil
}
