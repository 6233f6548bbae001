package bundle

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
)

// Unpack writes the files of a course into a folder that must be there and
// empty. Nothing is written outside it.
func Unpack(layer io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return EachFile(layer, func(name string, _ int64, executable bool, content io.Reader) error {
		mode := os.FileMode(0o644)
		if executable {
			mode = 0o755
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		file, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(file, content)
		return errors.Join(err, file.Sync(), file.Close())
	})
}
