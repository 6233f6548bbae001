package lint_test

import (
	"cmp"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	labs "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/lint"
	"labs.local/labs/internal/testkit"
)

// bad is a course with a planted problem, and what is to be said of it.
type bad struct {
	files fstest.MapFS
	want  string
	// fixed are the files as --fix is to leave them, beside those of the base.
	fixed map[string]string
}

// base gives the files of a course without a problem.
func base(t testing.TB) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/base.txtar")
	must(t, err)
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return files
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var replacement = regexp.MustCompile(`^(\S+): ("(?:[^"\\]|\\.)*") -> ("(?:[^"\\]|\\.)*")$`)

// plant reads a known-bad course: lines FILE: "OLD" -> "NEW" change a file of
// the base, lines "remove FILE" take one away, its files are put beside those
// of the base.
func plant(t testing.TB, name string) bad {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	must(t, err)
	b := bad{files: base(t), fixed: map[string]string{}}
	for _, f := range archive.Files {
		if after, ok := strings.CutPrefix(f.Name, "fixed/"); ok {
			b.fixed[after] = string(f.Data)
		} else if f.Name == "want" {
			b.want = string(f.Data)
		} else {
			b.files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	for line := range strings.Lines(string(archive.Comment)) {
		if file, ok := strings.CutPrefix(strings.TrimSpace(line), "remove "); ok {
			delete(b.files, file)
		}
		if r := replacement.FindStringSubmatch(strings.TrimSpace(line)); r != nil {
			b.replace(t, r[1], unquote(t, r[2]), unquote(t, r[3]))
		}
	}
	return b
}

func (b bad) replace(t testing.TB, file, old, with string) {
	t.Helper()
	if b.files[file] == nil || !strings.Contains(string(b.files[file].Data), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	b.files[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(b.files[file].Data), old, with, 1)), Mode: 0o644}
}

func unquote(t testing.TB, text string) string {
	t.Helper()
	text, err := strconv.Unquote(text)
	must(t, err)
	return text
}

// problems gives what is said of a course.
func problems(t testing.TB, files fs.FS) string {
	t.Helper()
	found, err := lint.Problems(lab.Load(files))
	must(t, err)
	text := ""
	for _, problem := range found {
		text += problem.String() + "\n"
	}
	return text
}

func TestTheBuiltInCourseHasNoFault(t *testing.T) { testkit.Equal(t, problems(t, labs.Course), "") }

func TestTheBaseHasNoFault(t *testing.T) { testkit.Equal(t, problems(t, base(t)), "") }

// badCourses gives the known-bad courses of a rule: NAME.txtar, and variants
// as NAME.VARIANT.txtar.
func badCourses(t testing.TB, rule lint.Rule) []string {
	t.Helper()
	variants, err := filepath.Glob("testdata/rules/" + rule.Name + ".*.txtar")
	must(t, err)
	return append(variants, "testdata/rules/"+rule.Name+".txtar")
}

// TestEveryRuleFindsItsFault holds each known-bad course against what is said
// of it, and demands one of every rule.
func TestEveryRuleFindsItsFault(t *testing.T) {
	for _, rule := range lint.Rules() {
		for _, name := range badCourses(t, rule) {
			t.Run(filepath.Base(name), func(t *testing.T) {
				b := plant(t, name)
				testkit.Equal(t, problems(t, b.files), b.want)
				if !strings.Contains(b.want, "["+rule.Name+"]") && rule.Name != "missing-section" {
					t.Errorf("the course has no problem of this rule")
				}
			})
		}
	}
}

func TestEveryKnownBadCourseIsOfARule(t *testing.T) {
	var known []string
	for _, rule := range lint.Rules() {
		known = append(known, badCourses(t, rule)...)
	}
	found, err := filepath.Glob("testdata/rules/*")
	must(t, err)
	slices.Sort(known)
	testkit.Equal(t, found, known)
}

// TestEveryRuleIsDocumented demands a line of the table for each rule, and a
// rule for each line.
func TestEveryRuleIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/lint.md")
	must(t, err)
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(string(text), -1) {
		documented[row[1]] = true
	}
	known := map[string]bool{}
	for _, rule := range lint.Rules() {
		known[rule.Name] = true
	}
	testkit.Equal(t, documented, known)
}

// folder writes a course into a folder.
func folder(t testing.TB, files fstest.MapFS) string {
	t.Helper()
	dir := t.TempDir()
	for name, f := range files {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, f.Data, 0o644))
	}
	return dir
}

// read gives the files of a folder.
func read(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		found[name] = string(data)
		return err
	}))
	return found
}

// TestFixMendsWhatIsMechanical demands that a fixed course is the base again,
// or has the files that the known-bad course says; a variant is left alone.
func TestFixMendsWhatIsMechanical(t *testing.T) {
	for _, rule := range lint.Rules() {
		for _, name := range badCourses(t, rule) {
			t.Run(filepath.Base(name), func(t *testing.T) {
				fixes := rule.Fixes() && strings.Count(name, ".") == 1
				b := plant(t, name)
				want := maps.Clone(b.files)
				if fixes {
					want = base(t)
				}
				fixed := b.fix(t)
				for file, f := range want {
					testkit.Equal(t, string(b.files[file].Data), cmp.Or(b.fixed[file], string(f.Data)))
				}
				if fixes != (len(fixed) > 0 && fixed[0].Rules[0] == rule.Name) {
					t.Errorf("it says that it fixed %v", fixed)
				}
				if again := b.fix(t); len(again) > 0 {
					t.Errorf("it fixes again: %v", again)
				}
			})
		}
	}
}

// fix fixes the course, in memory.
func (b bad) fix(t testing.TB) []lint.Fixed {
	t.Helper()
	course, _ := lab.Load(b.files)
	fixed, err := lint.Fixes(course, nil)
	must(t, err)
	for _, f := range fixed {
		b.files[f.File] = &fstest.MapFile{Data: []byte(f.Text), Mode: 0o644}
	}
	return fixed
}

func TestFixKeepsTheModeAndLeavesNothingBehind(t *testing.T) {
	files := base(t)
	files["images/toolbox/run.sh"] = &fstest.MapFile{Data: []byte("#!/bin/sh\r\ntrue\r\n")}
	dir := folder(t, files)
	script := filepath.Join(dir, "images/toolbox/run.sh")
	must(t, os.Chmod(script, 0o750))
	course, err := lab.Load(os.DirFS(dir))
	must(t, err)
	fixed, err := lint.Fix(course, dir, nil)
	must(t, err)
	testkit.Equal(t, fixed, []lint.Fixed{{File: "images/toolbox/run.sh", Text: "#!/bin/sh\ntrue\n", Rules: []string{"crlf"}}})
	info, err := os.Stat(script)
	must(t, err)
	testkit.Equal(t, info.Mode(), fs.FileMode(0o750))
	testkit.Equal(t, len(read(t, dir)), len(files))
}
