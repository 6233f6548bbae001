package tutorial_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/tutorial"
)

// TestTutorials holds what becomes of each testdata/NAME.txtar against the
// files of it that begin with "lab/": input.md is the tutorial, files/ what
// stands beside it.
func TestTutorials(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	testkit.Must(t, err)
	for _, file := range archives {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			testkit.Must(t, err)
			archive := txtar.Parse(data)
			given := slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
				return strings.HasPrefix(f.Name, "lab/") || strings.HasPrefix(f.Name, "images/") || f.Name == "notes"
			})
			files, err := txtar.FS(&txtar.Archive{Files: given})
			testkit.Must(t, err)
			r := imported(t, files)
			archive.Files = append(given, written(r)...)
			testkit.Golden(t, filepath.Base(file), string(txtar.Format(archive)))
			loads(t, r)
		})
	}
}

func imported(t *testing.T, files fs.FS) *tutorial.Result {
	t.Helper()
	source, err := fs.ReadFile(files, "input.md")
	testkit.Must(t, err)
	beside, err := fs.Sub(files, "files")
	testkit.Must(t, err)
	r, err := tutorial.Import(source, tutorial.Options{File: "input.md", Files: beside})
	testkit.Must(t, err)
	return r
}

// written gives a result as files, in the order of their names.
func written(r *tutorial.Result) []txtar.File {
	var all []txtar.File
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		all = append(all, txtar.File{Name: "lab/" + name, Data: r.Files[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Images)) {
		all = append(all, txtar.File{Name: "images/" + name + "/Dockerfile", Data: r.Images[name]})
	}
	var notes strings.Builder
	for _, note := range r.Notes {
		notes.WriteString(note.String() + "\n")
	}
	if notes.Len() > 0 {
		all = append(all, txtar.File{Name: "notes", Data: []byte(notes.String())})
	}
	return all
}

// loads demands that a result is a valid course as it is.
func loads(t *testing.T, r *tutorial.Result) *lab.Lab {
	t.Helper()
	course := fstest.MapFS{}
	for name, data := range r.Files {
		course["labs/01-x/"+name] = &fstest.MapFile{Data: data}
	}
	for name, data := range r.Images {
		course["images/"+name+"/Dockerfile"] = &fstest.MapFile{Data: data}
	}
	loaded, err := lab.Load(course)
	if err != nil {
		t.Fatalf("the lab is not valid: %v\n%s", err, r.Files["lab.yaml"])
	}
	return loaded.Labs[0]
}
