package shell_test

import (
	"os"
	"path/filepath"
	"testing"

	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/testkit"
)

// TestLink moves the program, and calls it by one of its links.
func TestLink(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "state", "bin")
	for _, name := range []string{"old", "labs-v0.1.0", "new"} {
		program := filepath.Join(dir, name)
		testkit.Must(t, os.WriteFile(program, []byte(name), 0o755))
		testkit.Must(t, shell.Link(bin, program))
		linked(t, bin, program)
	}
	testkit.Must(t, shell.Link(bin, filepath.Join(bin, "labs")))
	linked(t, bin, filepath.Join(dir, "new"))
}

func linked(t *testing.T, bin, program string) {
	t.Helper()
	for _, name := range []string{"labs", "kubectl", "k"} {
		target, err := os.Readlink(filepath.Join(bin, name))
		testkit.Must(t, err)
		testkit.Equal(t, target, program)
	}
}

// TestLinkOfCopies is a directory without symbolic links, called by its copy.
func TestLinkOfCopies(t *testing.T) {
	bin := t.TempDir()
	for _, name := range []string{"labs", "kubectl", "k"} {
		testkit.Must(t, os.WriteFile(filepath.Join(bin, name), []byte("program"), 0o755))
	}
	testkit.Must(t, shell.Link(bin, filepath.Join(bin, "labs")))
	text, err := os.ReadFile(filepath.Join(bin, "labs"))
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "program")
}
