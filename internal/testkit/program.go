package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Program puts a shell script of that name into a folder of its own at the
// front of PATH, and gives its path.
func Program(t *testing.T, name, script string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	path := filepath.Join(dir, name)
	Must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755))
	return path
}
