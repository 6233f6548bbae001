package lab_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	labs "labs.local/labs"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const lesson = `---
apiVersion: labs/v1alpha1
kind: Lab
metadata: {name: lesson}
images: [toolbox, greeter]
steps:
- name: create
  operations:
  - apply: pod.yaml
  checks:
  - object: pod/web
    tree: {kind: Pod}
---
# A lesson

## Create it {#create}

` + "```yaml title=\"pod.yaml\"\nkind: Pod\nmetadata:\n  namespace: ${{ namespace }}\n```" + `

1. Look at the image:

   ` + "```dockerfile title=\"images/greeter/Dockerfile\"\n   FROM scratch\n   ```" + `

` + "```sh\nkubectl get pods\n```\n"

func loadFile(t *testing.T, text string) (*lab.Course, error) {
	t.Helper()
	return lab.LoadFile("lesson.md", []byte(text), labs.Course)
}

func TestOneFileIsACourse(t *testing.T) {
	for name, text := range map[string]string{"as it is": lesson, "line ends of Windows": strings.ReplaceAll(lesson, "\n", "\r\n")} {
		course, err := loadFile(t, text)
		testkit.Must(t, err)
		l := course.Lab("lesson")
		testkit.Equal(t, []any{l.Dir, l.InLanguages(), l.TextIn("zh").Title}, []any{"labs/01-lesson", []string{"en"}, "A lesson"})
		manifest, err := course.Manifest(l, "pod.yaml")
		testkit.Must(t, err)
		testkit.Equal(t, strings.ReplaceAll(string(manifest), "\r", ""), "kind: Pod\nmetadata:\n  namespace: ${{ namespace }}\n")
		dockerfile, err := fs.ReadFile(course.Files, "images/greeter/Dockerfile")
		testkit.Must(t, err)
		testkit.Equal(t, strings.TrimSpace(string(dockerfile)), "FROM scratch")
		if body := l.TextIn("en").Section("create").Body; !strings.Contains(body, "kind: Pod") || !strings.Contains(body, "kubectl get pods") {
			t.Errorf("%s: the text lacks a code block:\n%s", name, body)
		}
		for _, file := range []string{"images/toolbox/base.Dockerfile", "images/kubectl-proxy/Dockerfile"} {
			if _, err := fs.Stat(course.Files, file); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestAOneFileCourseNamesItsLanguage(t *testing.T) {
	course, err := loadFile(t, strings.Replace(lesson, "kind: Lab\n", "kind: Lab\nlanguages: [zh]\n", 1))
	testkit.Must(t, err)
	testkit.Equal(t, course.Labs[0].InLanguages(), []string{"zh"})
}

func TestAnImageOfItsOwnComesBeforeThatOfAnotherCourse(t *testing.T) {
	course, err := loadFile(t, lesson+"```dockerfile title=\"images/toolbox/Dockerfile\"\nFROM own\n```\n")
	testkit.Must(t, err)
	text, err := fs.ReadFile(course.Files, "images/toolbox/Dockerfile")
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "FROM own\n")
	if _, err := fs.Stat(course.Files, "images/toolbox/base.Dockerfile"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of another image: %v", err)
	}
}

// lessonEdits are faults, each with the line that it is told at.
var lessonEdits = []struct{ name, old, new, want string }{
	{"unknown field", "  checks:", "  cheks:", "lesson.md:10:3: steps[0].cheks: unknown field"},
	{"not YAML", "images: [", "images: [[", "lesson.md:4:1: not YAML: did not find expected ',' or ']'"},
	{"first line", "apiVersion: labs/v1alpha1", "apiVersion: v1", "lesson.md:2:1: apiVersion: value must be 'labs/v1alpha1'"},
	{"no such block", "apply: pod.yaml", "apply: web.yaml", `lesson.md:9:5: steps[0].operations[0].apply: no such manifest: no code block has title="web.yaml"`},
	{"undefined value in a manifest", "${{ namespace }}", "${{ nodes }}", `lesson.md:21:14: no value named "nodes" is defined at this point; defined values: namespace, server`},
	{"section of no step", "{#create}", "{#make}", `lesson.md:16:1: section "make" does not belong to any step of the lab`},
	{"no title", "# A lesson", "A lesson", "lesson.md:14:1: no title: the text must start with a level-1 heading"},
	{"no front matter", "---\napiVersion", "apiVersion", "lesson.md:1:1: no lab: a one-file course starts with the line ---"},
	{"front matter without an end", "---\n# A", "# A", "lesson.md:1:1: no lab: a one-file course starts with the line ---"},
	{"title twice", "```sh", "```yaml title=\"pod.yaml\"", `lesson.md:30:1: file "pod.yaml" is already defined on line 19`},
	{"title of the lab file", "```sh", "```yaml title=\"lab.yaml\"", `lesson.md:30:1: file "lab.yaml" is already defined on line 1`},
	{"title that leads out", "```sh", "```yaml title=\"../pod.yaml\"", `lesson.md:30:1: "../pod.yaml" is not a path in the course`},
	{"title of an image that leads out", "```sh", "```yaml title=\"images/../lab.yaml\"", `lesson.md:30:1: "images/../lab.yaml" is not a path in the course`},
	{"two languages", "kind: Lab", "kind: Lab\nlanguages: [en, zh]", "zh.md: missing"},
	{"large", "# A lesson", "# A lesson\n" + strings.Repeat("a\n", 300<<10), "lesson.md: is larger than 256 KiB"},
	{"deep", "# A lesson", "# A lesson\n" + strings.Repeat(">", 200<<10), "lesson.md:15:1: is nested more than 64 levels deep"},
	{"bomb", "kind: Pod\n", strings.ReplaceAll(bomb(8, "lol"), "\t", " "), "lesson.md:25:5: is larger than 2048 KiB"},
	{"bomb of a lab file", "images: [toolbox, greeter]\n", bomb(8, "lol"), "lesson.md:11:5: is larger than 2048 KiB"},
}

func TestFaultsOfOneFileAreToldAtItsLines(t *testing.T) {
	for _, e := range lessonEdits {
		changed := strings.Replace(lesson, e.old, e.new, 1)
		if changed == lesson {
			t.Fatalf("%s: no %q", e.name, e.old)
		}
		_, err := loadFile(t, changed)
		if text := testkit.Text(err); !strings.Contains(text, e.want) || !errors.As(err, new(*lab.InvalidError)) {
			t.Errorf("%s: got %.1000s\nwant %s", e.name, text, e.want)
		}
	}
}

func TestAProblemFoundLaterIsToldAtItsLine(t *testing.T) {
	course, err := loadFile(t, lesson)
	testkit.Must(t, err)
	late := i18n.Text("late")
	testkit.Equal(t, course.Labs[0].Problem(late, "steps", "0", "checks").String(), "lesson.md:10:3: steps[0].checks: late")
	testkit.Equal(t, course.Locate(lab.Problem{File: "labs/01-lesson/pod.yaml", Line: 1, Column: 1, Message: late}).String(), "lesson.md:19:1: late")
	testkit.Equal(t, course.Locate(lab.Problem{File: "images/toolbox/Dockerfile", Line: 1, Message: late}).File, "images/toolbox/Dockerfile")
}

// leading are names that lead out of the course, or are none.
var leading = []edit{
	{"manifest above", oneFile, "pod.yaml", "../../manifests/pod.yaml"},
	{"manifest far above", oneFile, "pod.yaml", "../../../../etc/passwd"},
	{"manifest from the root", oneFile, "pod.yaml", "/etc/passwd"},
	{"manifest with backslashes", oneFile, "pod.yaml", `..\..\manifests\pod.yaml`},
	{"image above", oneFile, "[toolbox]", "[..]"},
	{"image far above", oneFile, "[toolbox]", "[../../x]"},
	{"image that is no reference", oneFile, "[toolbox]", "[Tool Box]"},
	{"image with backslashes", oneFile, "- apply: service.yaml", `- build: toolbox\x`},
	{"image with an option", oneFile, "- apply: service.yaml", "- load: --help"},
}

func TestNamesThatLeadOutOfTheCourseAreRefused(t *testing.T) {
	var report strings.Builder
	for _, e := range leading {
		report.WriteString(e.name + ":\n" + e.problems(t) + "\n\n")
	}
	testkit.Golden(t, "leading.txt", report.String())
}

// onDisk writes the tiny course into a folder and makes something of it.
func onDisk(t *testing.T, change func(dir string) error) error {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "course")
	testkit.Must(t, os.CopyFS(dir, files()))
	testkit.Must(t, change(dir))
	root, err := os.OpenRoot(dir)
	testkit.Must(t, err)
	defer root.Close()
	_, err = lab.Load(lab.WithImages(root.FS(), fstest.MapFS{}))
	return err
}

// replaced makes a link in the place of a file or folder.
func replaced(name, target string) func(string) error {
	return func(dir string) error {
		return errors.Join(os.RemoveAll(filepath.Join(dir, name)), os.Symlink(target, filepath.Join(dir, name)))
	}
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	outside := t.TempDir()
	testkit.Must(t, os.CopyFS(outside, files()))
	const out = "is a symbolic link to a path outside the course"
	for name, test := range map[string]struct {
		change func(string) error
		want   string
	}{
		"lab file":     {replaced("labs/01-one/lab.yaml", filepath.Join(outside, oneFile)), "labs/01-one/lab.yaml: " + out},
		"text":         {replaced(oneEN, filepath.Join(outside, oneEN)), oneEN + ": " + out},
		"relative":     {replaced(oneEN, "../../../"+filepath.Base(outside)), oneEN + ": " + out},
		"manifest":     {replaced(manifest, filepath.Join(outside, manifest)), oneFile + ":10:5: steps[0].operations[0].apply: " + out},
		"lab folder":   {replaced("labs/01-one", filepath.Join(outside, "labs/01-one")), "labs/01-one: " + out},
		"all labs":     {replaced("labs", filepath.Join(outside, "labs")), "labs: " + out},
		"image":        {replaced("images/toolbox", filepath.Join(outside, "images/toolbox")), oneFile + ":6:10: images[0]: " + out},
		"inside":       {replaced("labs/02-two/en.md", "zh.md"), ""},
		"folder twice": {func(dir string) error { return os.Symlink("01-one", filepath.Join(dir, "labs/03-three")) }, `name "one" is already used by labs/01-one`},
		"pipe": {func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, oneEN)), syscall.Mkfifo(filepath.Join(dir, oneEN), 0o600))
		}, oneEN + ": is not a regular file"},
		"loop": {replaced(oneEN, "en.md"), oneEN + ": "},
	} {
		err := onDisk(t, test.change)
		if text := testkit.Text(err); !strings.Contains(text, test.want) || (test.want == "") != (err == nil) {
			t.Errorf("%s: got %q, want %q", name, text, test.want)
		}
	}
}

func TestACourseHasAtMostSoManyLabs(t *testing.T) {
	course := fstest.MapFS{}
	for line := range strings.Lines(numbered("%03d\n", 4*300)) {
		course["labs/"+strings.TrimSpace(line)+"/lab.yaml"] = &fstest.MapFile{Data: []byte(two)}
	}
	bounded(t, func() { refused(t, loadError(course), "labs/200/lab.yaml: a course has at most 200 labs") })
}
