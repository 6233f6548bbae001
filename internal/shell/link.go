package shell

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"labs.local/labs/internal/replace"
)

// Programs are the names under which the program of labs can be called.
var Programs = []string{"labs", "kubectl", "k"}

// Link puts the program into a folder under all its names, and renews what points elsewhere because it was moved.
func Link(bin, program string) error {
	program, err := filepath.EvalSymlinks(program)
	if err != nil || filepath.Dir(program) == bin {
		return err // called by a copy, it has nothing to renew
	}
	if err := os.MkdirAll(bin, 0o700); err != nil {
		return err
	}
	extension := ""
	if strings.HasSuffix(program, ".exe") {
		extension = ".exe" // of another name, what follows a dot is a version
	}
	var failures []error
	for _, name := range Programs {
		failures = append(failures, link(filepath.Join(bin, name+extension), program))
	}
	return errors.Join(failures...)
}

// link copies where the file system has no symbolic links.
func link(path, program string) error {
	if target, err := os.Readlink(path); err == nil && target == program {
		return nil
	}
	err := replace.Symlink(program, path)
	if err == nil || same(path, program) {
		return nil
	}
	data, failure := os.ReadFile(program)
	if failure != nil {
		return errors.Join(err, failure)
	}
	return replace.File(path, data, fs.FileMode(0o700))
}

// same takes a copy of the same size and not older for the program.
func same(path, program string) bool {
	copied, err := os.Lstat(path)
	if err != nil || !copied.Mode().IsRegular() {
		return false
	}
	original, err := os.Stat(program)
	return err == nil && copied.Size() == original.Size() && !copied.ModTime().Before(original.ModTime())
}
