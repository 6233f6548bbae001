//go:build !windows

package replace

import (
	"io/fs"
	"os"

	"github.com/google/renameio/v2"
)

// Write has a function write a file, which is in the folder temporary, of the
// same file system, until it is complete and on the disk. Where the function
// fails, what is at the path stays. A file that is there keeps its permissions.
func Write(path, temporary string, mode fs.FileMode, work func(*os.File) error) error {
	file, err := renameio.NewPendingFile(path, renameio.WithTempDir(temporary), renameio.WithPermissions(mode), renameio.WithExistingPermissions())
	if err != nil {
		return err
	}
	defer file.Cleanup()
	if err := work(file.File); err != nil {
		return err
	}
	return file.CloseAtomicallyReplace()
}

// Symlink makes a symbolic link.
func Symlink(target, path string) error { return renameio.Symlink(target, path) }
