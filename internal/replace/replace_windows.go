package replace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// File writes a file. To rename is to replace here too, as long as nobody has
// the file open; permissions are the folder's.
func File(path string, data []byte, _ fs.FileMode) error {
	written, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path))
	if err != nil {
		return err
	}
	_, err = written.Write(data)
	if err := errors.Join(err, written.Sync(), written.Close()); err != nil {
		return errors.Join(err, os.Remove(written.Name()))
	}
	return into(written.Name(), path)
}

// Symlink makes a symbolic link, which asks for a right that not everybody has
// here.
func Symlink(target, path string) error {
	link := path + ".new"
	if err := os.Symlink(target, link); err != nil {
		return err
	}
	return into(link, path)
}

func into(written, path string) error {
	err := os.Rename(written, path)
	if err != nil {
		err = errors.Join(err, os.Remove(written))
	}
	return err
}
