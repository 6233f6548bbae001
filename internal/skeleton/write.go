package skeleton

import (
	"maps"
	"os"
	"path"
	"slices"
)

// Write writes files that are not there yet, and gives their names in order.
// Where one of them cannot be written, none is.
func Write(root *os.Root, files map[string][]byte) (written []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(root, name, files[name]); err != nil {
			for _, one := range written {
				_ = root.Remove(one)
			}
			return nil, err
		}
		written = append(written, name)
	}
	return written, nil
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
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = root.Remove(name)
	}
	return err
}
