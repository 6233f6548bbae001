package command

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

// reports opens what a command line asks for.
func reports(t *testing.T, s *Setup, args ...string) (r *report.Reports, err error) {
	t.Helper()
	var dir string
	var asked specifications
	app := &cli.App{Name: "labs", ExitErrHandler: func(*cli.Context, error) {}, Flags: []cli.Flag{s.dirFlag(&dir), s.reportFlag(&asked)},
		Action: func(*cli.Context) error {
			r, err = s.openReports(dir, asked)
			return nil
		}}
	testkit.Must(t, app.Run(append([]string{"labs"}, args...)))
	return r, err
}

// on is a setup in an environment.
func on(environment map[string]string) (s *Setup, out, errors *bytes.Buffer) {
	out, errors = &bytes.Buffer{}, &bytes.Buffer{}
	streams := &term.Streams{Out: out, Err: errors}
	return &Setup{Streams: streams, Getenv: func(name string) string { return environment[name] }}, out, errors
}

// failedLab is a lab whose preparation fails.
func failedLab(sink event.Sink) {
	l := &lab.Lab{Metadata: lab.Metadata{Name: "pods"}, Dir: "labs/01-pods"}
	sink(event.LabStarted{Lab: l})
	sink(event.LabPrepared{Lab: l, Err: i18n.Errorf("interrupted")})
	sink(event.LabFinished{Lab: l, Err: i18n.Errorf("interrupted")})
}

func TestReportsThatCannotBeHadAreWrongUse(t *testing.T) {
	s, _, _ := on(nil)
	for _, asked := range []string{"nothing", "xml=a", "junit=none/a"} {
		_, err := reports(t, s, "--report", asked)
		var usage *UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), "--report") {
			t.Errorf("%s: %v", asked, err)
		}
	}
}

func TestAReportOnStandardOutputHasItAlone(t *testing.T) {
	s, out, errors := on(map[string]string{"GITHUB_ACTIONS": "true"})
	r, err := reports(t, s, "--report", "json=-", "--report", "junit="+filepath.Join(t.TempDir(), "a,b.xml"))
	testkit.Must(t, err)
	failedLab(r.Sink)
	testkit.Must(t, r.Close())
	testkit.Equal(t, strings.Count(out.String(), `{"time":`), 3)
	testkit.Equal(t, strings.Count(out.String(), "\n"), 3)
	testkit.Equal(t, strings.Contains(errors.String(), "\n::error file=labs/01-pods/lab.yaml,title=pods::preparation%0A"), true)
}

func TestAnnotationsAreForGitHubAlone(t *testing.T) {
	s, out, errors := on(nil)
	r, err := reports(t, s)
	testkit.Must(t, err)
	failedLab(r.Sink)
	testkit.Must(t, r.Close())
	testkit.Equal(t, out.String()+errors.String(), "")
}

func TestTheFilesOfACourseAreThoseOfTheRepository(t *testing.T) {
	here, err := filepath.Abs(".")
	testkit.Must(t, err)
	for _, test := range []struct {
		dir, name, value, want string
	}{
		{"", "GITHUB_WORKSPACE", here, "labs/01-x/lab.yaml"},
		{"course", "GITHUB_WORKSPACE", here, "course/labs/01-x/lab.yaml"},
		{"course", "CI_PROJECT_DIR", filepath.Dir(here), "command/course/labs/01-x/lab.yaml"},
		{filepath.Join(here, "course"), "WORKSPACE", here, "course/labs/01-x/lab.yaml"},
		{".", "GITHUB_WORKSPACE", here, "labs/01-x/lab.yaml"},
		{"../course", "GITHUB_WORKSPACE", here, "../course/labs/01-x/lab.yaml"},
		{"./course", "NONE", "", "course/labs/01-x/lab.yaml"},
	} {
		s, _, _ := on(map[string]string{test.name: test.value})
		testkit.Equal(t, s.inRepository(test.dir)("labs/01-x/lab.yaml"), test.want)
	}
	testkit.Equal(t, courseName(""), "labs")
	testkit.Equal(t, courseName("."), "command")
}
