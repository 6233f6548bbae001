package lint_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/lint"
)

// seeds are the files of all known-bad courses of one name.
func seeds(f *testing.F, file string) {
	f.Helper()
	for _, rule := range lint.Rules() {
		for _, name := range badCourses(f, rule) {
			if planted := plant(f, name).files[file]; planted != nil {
				f.Add(planted.Data)
			}
		}
	}
}

// mendable lints a course with one file of any content, fixes it, and demands
// that it is no worse then and that nothing is left to fix.
func mendable(t *testing.T, file string, data []byte) {
	files := base(t)
	files[file] = &fstest.MapFile{Data: data}
	course, before := lab.Load(files)
	if _, err := lint.Problems(course, before); err != nil {
		t.Fatal(err)
	}
	if course == nil {
		return
	}
	fixed, err := lint.Fixes(course, nil)
	must(t, err)
	if len(fixed) == 0 {
		return
	}
	for _, f := range fixed {
		files[f.File] = &fstest.MapFile{Data: []byte(f.Text)}
	}
	course, after := lab.Load(files)
	if count(after) > count(before) {
		t.Errorf("%q is worse than it was:\n%v\nthan\n%v", files[file].Data, after, before)
	}
	if course == nil {
		t.Fatal(after)
	}
	again, err := lint.Fixes(course, nil)
	must(t, err)
	if len(again) > 0 {
		t.Errorf("%v was fixed, and is again: %v", fixed, again)
	}
}

func count(err error) int {
	var invalid *lab.InvalidError
	if errors.As(err, &invalid) {
		return len(invalid.Problems)
	}
	return 0
}

func FuzzText(f *testing.F) {
	seeds(f, "labs/01-one/en.md")
	for _, seed := range []string{
		"", "#", "##", "# x\n## {#task}", "One\n===\n\nTwo {#read}\n---", "\r\r\n", "\ufeff\ufeff#", "# a\n```\n## b {#read}", "## x {#task}\n## y {#read}\n    ## z",
		"[a](%zz) ![b](<>) [c][d]\n\n[d]: ../../..", "`` ` `` `` ``", "> ## a {#task}\n## b {#read} ##\t\n", "a  \n\n\n", "- \n# a\\  \n", "## a {#read}\n---\n## b {#create}\n## c {#task}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { mendable(t, "labs/01-one/en.md", data) })
}

func FuzzLab(f *testing.F) {
	seeds(f, "labs/01-one/lab.yaml")
	f.Fuzz(func(t *testing.T, data []byte) { mendable(t, "labs/01-one/lab.yaml", data) })
}

func FuzzManifest(f *testing.F) {
	seeds(f, "manifests/pod.yaml")
	for _, seed := range []string{
		"", "---", "a: &a [*a]", "&a {b: *a, <<: *a}", "kind: List\nitems: {}", "containers: [{image: [x]}, *y]", "metadata: &m\n  namespace: *m", "${{", "x: ${{ namespace }}${{a}}\r\n", "\t", "? [a]\n: b", "{{{{",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { mendable(t, "manifests/pod.yaml", data) })
}
