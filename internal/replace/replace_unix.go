//go:build !windows

package replace

import (
	"io/fs"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// File writes a file; one that is there keeps its permissions.
func File(path string, data []byte, mode fs.FileMode) error {
	return renameio.WriteFile(path, data, mode, renameio.WithTempDir(filepath.Dir(path)), renameio.WithExistingPermissions())
}

// Symlink makes a symbolic link.
func Symlink(target, path string) error { return renameio.Symlink(target, path) }
