package replace_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"labs.local/labs/internal/replace"
	"labs.local/labs/internal/testkit"
)

func TestAFileThatIsThereKeepsItsPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, step := range []struct {
		text string
		mode os.FileMode
	}{{"one", 0o600}, {"two", 0o644}, {"", 0o755}} {
		testkit.Must(t, replace.File(path, []byte(step.text), step.mode))
		text, err := os.ReadFile(path)
		testkit.Must(t, err)
		info, err := os.Stat(path)
		testkit.Must(t, err)
		testkit.Equal(t, string(text), step.text)
		testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
	}
	alone(t, filepath.Dir(path))
}

func TestAReaderSeesOneOrTheOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	texts := [][]byte{bytes.Repeat([]byte("a"), 1<<16), bytes.Repeat([]byte("b"), 1<<17)}
	testkit.Must(t, replace.File(path, texts[0], 0o600))
	done := make(chan error, 1)
	go func() {
		for i := range 200 {
			if err := replace.File(path, texts[i%2], 0o600); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			testkit.Must(t, err)
			alone(t, filepath.Dir(path))
			return
		default:
		}
		text, err := os.ReadFile(path)
		testkit.Must(t, err)
		if !bytes.Equal(text, texts[0]) && !bytes.Equal(text, texts[1]) {
			t.Fatalf("%d bytes that begin with %q", len(text), text[:min(1, len(text))])
		}
	}
}

func TestWhatCannotBeWrittenLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	testkit.Must(t, os.MkdirAll(filepath.Join(folder, "full"), 0o700))
	for _, path := range []string{filepath.Join(dir, "none", "file"), folder} {
		if replace.File(path, []byte("x"), 0o600) == nil {
			t.Errorf("%s is written", path)
		}
	}
	alone(t, dir)
}

func TestALinkIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "link")
	for _, target := range []string{"/one", "/two", "three"} {
		testkit.Must(t, replace.Symlink(target, path))
		got, err := os.Readlink(path)
		testkit.Must(t, err)
		testkit.Equal(t, got, target)
	}
	alone(t, filepath.Dir(path))
}

// alone demands that a folder has one entry.
func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	testkit.Must(t, err)
	if len(entries) != 1 {
		t.Errorf("%s has %v", dir, entries)
	}
}

func TestAFileThatIsNotCompleteIsNotThere(t *testing.T) {
	temporary, path := t.TempDir(), filepath.Join(t.TempDir(), "file")
	testkit.Must(t, replace.File(path, []byte("before"), 0o600))
	half := errors.New("half")
	err := replace.Write(path, temporary, 0o600, func(file *os.File) error {
		testkit.Equal(t, filepath.Dir(file.Name()), temporary)
		_, err := file.WriteString("aft")
		return errors.Join(err, half)
	})
	if !errors.Is(err, half) {
		t.Errorf("got %v", err)
	}
	text, err := os.ReadFile(path)
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "before")
	left, err := os.ReadDir(temporary)
	testkit.Must(t, err)
	testkit.Equal(t, len(left), 0)
}
