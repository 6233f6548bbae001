package backup

import (
	"os"
	"path/filepath"
)

// copyFiles copies files, by names that cannot lead out of either folder.
func copyFiles(to, from string, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	source, err := os.OpenRoot(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer target.Close()
	for _, name := range names {
		if err := copyFile(target, source, name); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(to, from *os.Root, name string) error {
	info, err := from.Stat(name)
	if err != nil {
		return err
	}
	text, err := from.ReadFile(name)
	if err != nil {
		return err
	}
	if err := to.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return to.WriteFile(name, text, info.Mode().Perm())
}
