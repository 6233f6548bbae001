package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"
	"unicode"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/testkit"
)

func TestTheReportsOfARunInWhichAllGoesWrong(t *testing.T) {
	chinese := options()
	chinese.Language = i18n.NewPrinter("zh")
	for file, got := range map[string]string{
		"junit.xml":       written(t, "junit", options(), recorded()),
		"events.ndjson":   written(t, "json", options(), recorded()),
		"summary.md":      written(t, "markdown", options(), recorded()),
		"summary-zh.md":   written(t, "markdown", chinese, plain()),
		"annotations.txt": annotated(t, options(), recorded()),
	} {
		testkit.Golden(t, file, got)
		if at := strings.IndexFunc(got, steers); at >= 0 {
			t.Errorf("%s: a control character at %d of %q", file, at, got[at:])
		}
	}
}

func steers(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

func TestTheReportsOfAShortRun(t *testing.T) {
	testkit.Golden(t, "plain.xml", written(t, "junit", options(), plain()))
	testkit.Golden(t, "plain.ndjson", written(t, "json", options(), plain()))
	testkit.Golden(t, "plain.md", written(t, "markdown", options(), plain()))
	testkit.Golden(t, "plain.txt", annotated(t, options(), plain()))
}

func TestARunOfNothingIsNoPass(t *testing.T) {
	testkit.Equal(t, written(t, "markdown", options(), nil), "## ❌ no lab was run in 0.0s\n\n")
	if got := written(t, "junit", options(), nil); !strings.Contains(got, `tests="0"`) {
		t.Errorf("got %s", got)
	}
}

func TestJSONAndTheNamesOfTestsAreEnglishInAnyLanguage(t *testing.T) {
	chinese := options()
	chinese.Language = i18n.NewPrinter("zh")
	testkit.Equal(t, written(t, "json", chinese, recorded()), written(t, "json", options(), recorded()))
	testkit.Equal(t, names(t, written(t, "junit", chinese, recorded())), names(t, written(t, "junit", options(), recorded())))
}

// names gives suite, class and name of each test case; that it is read to its
// end says that it is XML.
func names(t *testing.T, report string) (all []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(report))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		testkit.Must(t, err)
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "testcase" {
			all = append(all, start.Attr[0].Value+" "+start.Attr[1].Value)
		}
	}
}

func TestNoTwoTestsHaveTheSameName(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range names(t, written(t, "junit", options(), recorded())) {
		if seen[name] {
			t.Errorf("%s comes twice", name)
		}
		seen[name] = true
	}
}

func TestTheNamesOfTestsDoNotHaveTheValuesOfOneRun(t *testing.T) {
	got := written(t, "junit", options(), plain())
	if !strings.Contains(got, `name="output contains line POD_IP=${{ podIP }}"`) || strings.Contains(got, "10.0.0.7") {
		t.Errorf("got %s", got)
	}
}

func TestFilesAreThoseOfTheReadersRepository(t *testing.T) {
	o := options()
	o.File = func(file string) string { return path.Join("course", file) }
	for format, want := range map[string]string{
		"junit": `file="course/labs/02-volume/lab.yaml"`, "json": `"file":"course/labs/02-volume/lab.yaml","line":12,"column":5`,
		"markdown": "\nat: course/labs/02-volume/lab.yaml:12\n",
	} {
		if got := written(t, format, o, plain()); !strings.Contains(got, want) {
			t.Errorf("%s: no %s in %s", format, want, got)
		}
	}
	if got, want := annotated(t, o, plain()), "::error file=course/labs/02-volume/lab.yaml,line=12,col=5,title=volume/read::"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
}
