package replace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write has a function write a file, which is in the folder temporary, of the
// same file system, until it is complete and on the disk. Where the function
// fails, what is at the path stays. To rename is to replace here too, as long as
// nobody has the file open; permissions are the folder's.
func Write(path, temporary string, _ fs.FileMode, work func(*os.File) error) error {
	written, err := os.CreateTemp(temporary, "."+filepath.Base(path))
	if err != nil {
		return err
	}
	if err := errors.Join(work(written), written.Sync(), written.Close()); err != nil {
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
