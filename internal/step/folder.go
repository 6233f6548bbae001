package step

import (
	"io/fs"
	"os"
	"path/filepath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// folder makes the folder that a kubectl runs in: one of its own, which holds
// the files of the course that its words name, and no others.
func (s *Scope) folder(words []string) (dir string, err error) {
	dir, err = os.MkdirTemp("", "labs-kubectl-")
	if err != nil {
		return "", i18n.Errorf("create a directory for kubectl: %w", err)
	}
	files, err := s.Course.FilesOf(s.Lab, &lab.Operation{Kubectl: words})
	if err == nil {
		err = s.fill(dir, files)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", i18n.Errorf("prepare the lab's files for kubectl: %w", err)
	}
	return dir, nil
}

// fill copies files of the course, by their names in the folder.
func (s *Scope) fill(dir string, files map[string]string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for name, file := range files {
		data, err := s.file(file)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := root.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// file reads a file of the course, a manifest with the values in place.
func (s *Scope) file(name string) ([]byte, error) {
	data, err := fs.ReadFile(s.Course.Files, name)
	if err != nil || !lab.IsManifest(name) {
		return data, err
	}
	expanded, err := s.Values.ExpandManifest(data)
	if err != nil {
		return nil, i18n.Errorf("manifest %q: %w", name, err)
	}
	return expanded, nil
}
