package skeleton_test

import (
	"io/fs"
	"maps"
	"testing"
	"testing/fstest"

	builtin "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/skeleton"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/trust"
)

// course puts a new lab into a course of its own.
func course(t *testing.T, languages ...string) *lab.Course {
	t.Helper()
	shared, err := skeleton.Shared(skeleton.Image)
	testkit.Must(t, err)
	files := fstest.MapFS{}
	for name, data := range shared {
		files[name] = &fstest.MapFile{Data: data}
	}
	for name, data := range skeleton.Lab("mine", languages...) {
		files["labs/01-mine/"+name] = &fstest.MapFile{Data: data}
	}
	c, err := lab.Load(files)
	testkit.Must(t, err)
	return c
}

// oneFile reads a new one-file course.
func oneFile(t *testing.T, language string) *lab.Course {
	t.Helper()
	c, err := lab.LoadFile("mine.md", skeleton.OneFile("mine", language), builtin.Course)
	testkit.Must(t, err)
	return c
}

func TestANewLabIsValidInEveryForm(t *testing.T) {
	for name, c := range map[string]*lab.Course{
		"both languages": course(t), "en": course(t, "en"), "zh": course(t, "zh"), "one file en": oneFile(t, "en"), "one file zh": oneFile(t, "zh"),
	} {
		l := c.Lab("mine")
		if l == nil {
			t.Fatalf("%s: no lab of that name", name)
		}
		for _, text := range l.Texts {
			if len(text.Section("label").Hints) < 2 || text.Section(lab.Summary) == nil {
				t.Errorf("%s: the text %q lacks hints or a summary", name, text.Title)
			}
		}
		if actions := trust.Actions(c); actions != nil {
			t.Errorf("%s: it acts on the machine: %v", name, actions)
		}
		manifest, err := c.Manifest(l, "hello.yaml")
		testkit.Must(t, err)
		testkit.Equal(t, string(manifest), string(skeleton.Lab("mine")["hello.yaml"]))
	}
}

func TestANewLabIsWrittenInTheLanguagesAskedFor(t *testing.T) {
	testkit.Equal(t, course(t).Labs[0].InLanguages(), []string{"en", "zh"})
	testkit.Equal(t, course(t, "zh").Labs[0].InLanguages(), []string{"zh"})
	testkit.Equal(t, oneFile(t, "zh").Labs[0].InLanguages(), []string{"zh"})
	_, there := skeleton.Lab("mine", "zh")["en.md"]
	testkit.Equal(t, there, false)
}

func TestOneFileIsAsWritten(t *testing.T) {
	testkit.Golden(t, "mine.md", string(skeleton.OneFile("mine", "en")))
}

func TestTheFilesOfASharedCourseAreThoseOfTheBuiltInOne(t *testing.T) {
	shared, err := skeleton.Shared(skeleton.Image)
	testkit.Must(t, err)
	entries, err := fs.ReadDir(builtin.Course, "images/toolbox")
	testkit.Must(t, err)
	testkit.Equal(t, len(shared), len(entries)+1)
	for name := range maps.Keys(shared) {
		want, err := fs.ReadFile(builtin.Course, name)
		testkit.Must(t, err)
		testkit.Equal(t, string(shared[name]), string(want))
	}
}
