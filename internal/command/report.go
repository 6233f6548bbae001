package command

import (
	"cmp"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/report"
)

// builtInCourse names, in reports, the course that comes along.
const builtInCourse = "labs"

// specifications are the values of --report. cli's own list would take a comma in the name of a file for the end of it.
type specifications []string

// Set adds one.
func (s *specifications) Set(text string) error {
	*s = append(*s, text)
	return nil
}

// String is the form that help shows.
func (s *specifications) String() string { return strings.Join(*s, " ") }

func (s *Setup) reportFlag(to *specifications) cli.Flag {
	return &cli.GenericFlag{Name: "report", Value: to,
		Usage: s.T("write a report as `FORMAT=FILE`; the formats are %s; use - for standard output; can be repeated", strings.Join(report.Formats(), ", "))}
}

// openReports begins the reports that are asked for and, under GitHub Actions, annotations.
func (s *Setup) openReports(dir string, asked specifications) (*report.Reports, error) {
	options := s.reportOptions(dir)
	reports, err := report.Open(asked, options)
	if err != nil {
		return nil, &UsageError{i18n.Text("%v", err)}
	}
	if s.Getenv("GITHUB_ACTIONS") == "true" {
		out := s.Streams.Out
		if reports.TakesOut() {
			out = s.Streams.Err // where GitHub looks too
		}
		options.Token = rand.Text()
		reports.Also(report.Annotations(out, options))
	}
	return reports, nil
}

// onErr is the setup of a verb whose standard output belongs to a report: it prints to standard error.
func (s *Setup) onErr() *Setup {
	other := *s
	other.Streams = s.Streams.OnErr()
	return &other
}

func (s *Setup) reportOptions(dir string) report.Options {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return report.Options{
		Course: courseName(dir), Host: host, Language: s.Streams.Language, Out: s.Streams.Out,
		File: s.inRepository(dir), Append: s.Getenv("GITHUB_STEP_SUMMARY"),
	}
}

func courseName(dir string) string {
	absolute, err := filepath.Abs(dir)
	if dir == "" || err != nil {
		return builtInCourse
	}
	return filepath.Base(absolute)
}

// inRepository gives the path of a course's file in the repository of a CI job, or else as a person would open it.
func (s *Setup) inRepository(dir string) func(file string) string {
	root := cmp.Or(s.Getenv("GITHUB_WORKSPACE"), s.Getenv("CI_PROJECT_DIR"), s.Getenv("WORKSPACE"))
	return func(file string) string {
		if dir == "" {
			return file
		}
		file = opened(dir, file)
		if absolute, err := filepath.Abs(file); err == nil && root != "" {
			if inside, err := filepath.Rel(root, absolute); err == nil && filepath.IsLocal(inside) {
				file = inside
			}
		}
		return filepath.ToSlash(file)
	}
}

// opened gives the path by which a person opens a file of a course; that of a one-file course is its own.
func opened(dir, file string) string {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return file
	}
	return filepath.Join(dir, file)
}
