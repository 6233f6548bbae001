package progress_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
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

func TestWhatIsSavedIsLoaded(t *testing.T) {
	f := progress.File(filepath.Join(t.TempDir(), "not", "yet", "progress.json"))
	p, setAside, err := f.Load()
	testkit.Must(t, err)
	testkit.Equal(t, []any{len(p.Labs), setAside}, []any{0, ""})

	*p.Lab("one") = progress.Lab{Passed: []string{"create", "read"}, Values: lab.Values{"podIP": "10.0.0.7"}, Done: true}
	testkit.Must(t, f.Save(p))
	again, _, err := f.Load()
	testkit.Must(t, err)
	testkit.Equal(t, again, p)

	info, err := os.Stat(string(f))
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
}

func TestAFileThatIsNoProgressIsPutAside(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "cut short": `{"version": 1, "labs": {"on`, "no object": "[]", "no version": "{}", "zeroes": strings.Repeat("\x00", 64),
		"other form": `{"version": 1, "labs": ["one"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := file(t, text)
			p, setAside, err := f.Load()
			testkit.Must(t, err)
			testkit.Equal(t, setAside, string(f)+".broken")
			testkit.Equal(t, content(t, setAside), text)
			testkit.Must(t, f.Save(p)) // begins anew
			if again, _, err := f.Load(); err != nil || len(again.Labs) != 0 {
				t.Errorf("%+v, %v", again, err)
			}
		})
	}
}

func TestANewerFileIsRefusedAndLeftAsItIs(t *testing.T) {
	for _, text := range []string{`{"version": 2, "labs": {}}`, `{"version": 2, "labs": ["one"]}`} {
		f := file(t, text)
		_, _, err := f.Load()
		var newer *progress.NewerError
		if !errors.As(err, &newer) {
			t.Fatalf("%s: got %v, want a NewerError", text, err)
		}
		testkit.Equal(t, *newer, progress.NewerError{Path: string(f), Version: 2})
		testkit.Equal(t, content(t, string(f)), text)
	}
}

func TestTheErrorOfANewerFileSaysWhatToDo(t *testing.T) {
	testkit.Equal(t, (&progress.NewerError{Path: "p.json", Version: 7}).Error(), `progress file "p.json" is of version 7, and this labs knows version 1
hint: use the newer labs, or move the file away to begin anew`)
}

func TestAFileWithoutLabsIsABeginning(t *testing.T) {
	p, setAside, err := file(t, `{"version": 1}`).Load()
	testkit.Must(t, err)
	testkit.Equal(t, setAside, "")
	testkit.Equal(t, p.Lab("one"), &progress.Lab{})
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	_, _, err := progress.File(t.TempDir()).Load()
	if err == nil || !strings.HasPrefix(err.Error(), "read progress: ") {
		t.Errorf("got %v", err)
	}
}

func TestSaveReplacesTheFileAndNeverWritesIntoIt(t *testing.T) {
	const old = `{"version": 1, "labs": {}}`
	f := file(t, old)
	link := string(f) + ".link"
	testkit.Must(t, os.Link(string(f), link))
	testkit.Must(t, f.Save(&progress.Progress{Version: 1}))
	testkit.Equal(t, content(t, link), old)
}

func TestASaveThatFailsLeavesTheOldFile(t *testing.T) {
	// A name of 255 bytes leaves no room for that of the new file.
	const old = `{"version": 1, "labs": {}}`
	path := filepath.Join(t.TempDir(), strings.Repeat("p", 255))
	testkit.Must(t, os.WriteFile(path, []byte(old), 0o600))
	err := progress.File(path).Save(&progress.Progress{Version: 1})
	if err == nil || !strings.HasPrefix(err.Error(), "save progress: ") {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, content(t, path), old)
}
