package progress_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/testkit"
)

// file gives a progress file with a content, in a folder of its own.
func file(t *testing.T, content string) progress.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "progress.json")
	testkit.Must(t, os.WriteFile(path, []byte(content), 0o600))
	return progress.File(path)
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	testkit.Must(t, err)
	return string(data)
}

// pass notes a step as passed.
func pass(f progress.File, lab, step string) error {
	_, err := f.Update("course", func(c *progress.Course) error {
		c.Of(lab).Passed = append(c.Of(lab).Passed, step)
		return nil
	})
	return err
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	f := progress.File(filepath.Join(t.TempDir(), "not", "yet", "progress.json"))
	p, setAside, err := f.Load()
	testkit.Must(t, err)
	testkit.Equal(t, []any{len(p.Of("course").Labs), setAside}, []any{0, ""})
	testkit.Must(t, pass(f, "one", "create"))
	again, _, err := f.Load()
	testkit.Must(t, err)
	testkit.Equal(t, again.Of("course").Of("one").Passed, []string{"create"})
	testkit.Equal(t, len(again.Of("another").Of("one").Passed), 0)

	info, err := os.Stat(string(f))
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
}

func TestNoUpdateIsLostToAnother(t *testing.T) {
	f := progress.File(filepath.Join(t.TempDir(), "progress.json"))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if err := pass(f, "one", "step"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	p, _, err := f.Load()
	testkit.Must(t, err)
	testkit.Equal(t, len(p.Of("course").Of("one").Passed), 20)
}

func TestTheFirstFormIsRead(t *testing.T) {
	p, setAside, err := file(t, `{"version": 1, "labs": {"one": {"passed": ["a"], "values": {"podIP": "10.0.0.7"}, "done": true}}}`).Load()
	testkit.Must(t, err)
	testkit.Equal(t, []any{p.Version, setAside}, []any{2, ""})
	one := p.Of(progress.Builtin).Of("one")
	testkit.Equal(t, []string{one.Passed[0], one.Values["podIP"]}, []string{"a", "10.0.0.7"})
}

func TestAFileThatIsNoProgressIsPutAside(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "cut short": `{"version": 2, "courses": {"on`, "no object": "[]", "no version": "{}", "zeroes": strings.Repeat("\x00", 64),
		"other form": `{"version": 2, "courses": ["one"]}`, "other first form": `{"version": 1, "labs": ["one"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := file(t, text)
			_, setAside, err := f.Load()
			testkit.Must(t, err)
			testkit.Equal(t, setAside, string(f)+".broken")
			testkit.Equal(t, content(t, setAside), text)
			testkit.Must(t, pass(f, "one", "a")) // begins anew
		})
	}
}

func TestANewerFileIsRefusedAndLeftAsItIs(t *testing.T) {
	for _, text := range []string{`{"version": 3, "courses": {}}`, `{"version": 3, "courses": ["one"]}`} {
		f := file(t, text)
		err := pass(f, "one", "a")
		var newer *progress.NewerError
		if !errors.As(err, &newer) {
			t.Fatalf("%s: got %v, want a NewerError", text, err)
		}
		testkit.Equal(t, *newer, progress.NewerError{Path: string(f), Version: 3})
		testkit.Equal(t, content(t, string(f)), text)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	_, _, err := progress.File(t.TempDir()).Load()
	if err == nil || !strings.HasPrefix(err.Error(), "read progress: ") {
		t.Errorf("got %v", err)
	}
}

func TestAnUpdateReplacesTheFileAndNeverWritesIntoIt(t *testing.T) {
	const old = `{"version": 2}`
	f := file(t, old)
	link := string(f) + ".link"
	testkit.Must(t, os.Link(string(f), link))
	testkit.Must(t, pass(f, "one", "a"))
	testkit.Equal(t, content(t, link), old)
}

func TestAnUpdateThatFailsLeavesTheOldFile(t *testing.T) {
	const old = `{"version": 2}`
	f := file(t, old)
	_, err := f.Update("course", func(c *progress.Course) error {
		c.Lab = "one"
		return os.ErrInvalid
	})
	testkit.Equal(t, errors.Is(err, os.ErrInvalid), true)
	testkit.Equal(t, content(t, string(f)), old)
}
