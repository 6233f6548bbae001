// Package replace writes files as a whole: who reads one meanwhile, or after
// the program was ended, sees what was there before or what is there now.
package replace

import (
	"io/fs"
	"os"
	"path/filepath"
)

// File writes a file; one that is there keeps its permissions.
func File(path string, data []byte, mode fs.FileMode) error {
	return Write(path, filepath.Dir(path), mode, func(file *os.File) error {
		_, err := file.Write(data)
		return err
	})
}
