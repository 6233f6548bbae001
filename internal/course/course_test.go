package course_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/course"
	"labs.local/labs/internal/skeleton"
	"labs.local/labs/internal/testkit"
)

func TestANewLabComesBehindAllOthers(t *testing.T) {
	for _, test := range []struct{ there, want string }{
		{"", "labs/01-mine"}, {"01-a 02-b", "labs/03-mine"}, {"1-a", "labs/02-mine"}, {"009-a", "labs/010-mine"}, {"05-a zz", "labs/06-mine"},
		{"99-a", "the directories are numbered up to 99"}, {"04-mine", `name "mine" is already used by labs/04-mine`},
	} {
		files := fstest.MapFS{}
		for _, folder := range strings.Fields(test.there) {
			files["labs/"+folder+"/lab.yaml"] = &fstest.MapFile{}
		}
		got, err := course.Folder(files, "mine")
		if got += testkit.Text(err); !strings.HasPrefix(got, test.want) {
			t.Errorf("after %q: got %q, want %q", test.there, got, test.want)
		}
	}
}

func TestANameIsTakenWhateverTheFolder(t *testing.T) {
	files := fstest.MapFS{"labs/01-other/lab.yaml": {Data: skeleton.Lab("mine", "en")["lab.yaml"]}} // without a text: not valid yet
	_, err := course.Folder(files, "mine")
	testkit.Equal(t, testkit.Text(err), `name "mine" is already used by labs/01-other`)
}

func TestNothingIsWrittenOver(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	testkit.Must(t, err)
	defer root.Close()
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "b"), []byte("mine"), 0o600))
	written, err := course.Write(root, map[string][]byte{"a/x": nil, "b": nil, "c": nil})
	if written != nil || !errors.Is(err, fs.ErrExist) {
		t.Errorf("wrote %v: %v", written, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "b"))
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "mine")
	entries, err := os.ReadDir(dir)
	testkit.Must(t, err)
	testkit.Equal(t, len(entries), 1)
}

func TestAReaderSeesAFolderOnlyWithAllThatIsInIt(t *testing.T) {
	files := map[string][]byte{}
	for n := range 200 {
		files[fmt.Sprintf("labs/01-mine/%d", n)] = []byte("x")
	}
	for range 5 {
		root := openRoot(t)
		done := make(chan error, 1)
		go func() {
			_, err := course.Write(root, files)
			done <- err
		}()
		for there := 0; there == 0; {
			entries, err := os.ReadDir(filepath.Join(root.Name(), "labs", "01-mine"))
			if there = len(entries); err == nil && there != len(files) {
				t.Fatalf("%d of %d files are there", there, len(files))
			}
		}
		testkit.Must(t, <-done)
	}
}

func openRoot(t *testing.T) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	testkit.Must(t, err)
	t.Cleanup(func() { _ = root.Close() })
	return root
}

// add adds the skeleton's lab to a course in which these files say "mine".
func add(t *testing.T, own map[string][]byte, there ...string) (*os.Root, []string, error) {
	t.Helper()
	root := openRoot(t)
	for _, name := range there {
		testkit.Must(t, root.MkdirAll(filepath.Dir(name), 0o755))
		testkit.Must(t, root.WriteFile(name, []byte("mine"), 0o644))
	}
	shared, err := skeleton.Shared(skeleton.Image)
	testkit.Must(t, err)
	written, err := course.Add(root, "labs/02-mine", own, shared)
	return root, written, err
}

func TestACourseGetsWhatItLacks(t *testing.T) {
	root, written, err := add(t, skeleton.Lab("mine", "en"), "labs/lab.schema.json", "images/other/Dockerfile")
	testkit.Must(t, err)
	testkit.Equal(t, written, []string{
		"images/toolbox/Dockerfile", "images/toolbox/base.Dockerfile", "images/toolbox/collect.sh", "images/toolbox/nslookup.sh",
		"labs/02-mine/en.md", "labs/02-mine/hello.yaml", "labs/02-mine/lab.yaml",
	})
	for _, name := range []string{"labs/lab.schema.json", "images/other/Dockerfile"} {
		text, err := root.ReadFile(name)
		testkit.Must(t, err)
		testkit.Equal(t, string(text), "mine")
	}
	_, written, err = add(t, skeleton.Lab("mine", "en"), "images/toolbox/Dockerfile", "labs/lab.schema.json")
	testkit.Must(t, err)
	testkit.Equal(t, len(written), 3)
}

func TestALabThatIsNotValidIsNotWritten(t *testing.T) {
	root, written, err := add(t, map[string][]byte{"lab.yaml": []byte("kind: Lab\n")}, "labs/lab.schema.json")
	if !strings.HasPrefix(testkit.Text(err), "the lab was not written, because it would be invalid: ") || written != nil {
		t.Errorf("wrote %v: %v", written, err)
	}
	for _, name := range []string{"labs/02-mine", "images"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", name, err)
		}
	}
}

func TestALabDoesNotLeaveTheFolder(t *testing.T) {
	own := skeleton.Lab("mine", "en")
	own["../../../x"] = nil
	root, written, err := add(t, own)
	if err == nil {
		t.Errorf("wrote %v", written)
	}
	entries, err := os.ReadDir(root.Name())
	testkit.Must(t, err)
	testkit.Equal(t, len(entries), 0)
}
