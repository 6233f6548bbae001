package command

import (
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/lint"
)

// FaultsError is a course with faults, which have been told.
type FaultsError struct{ i18n.Message }

type lintOptions struct {
	course courseOptions
	fix    bool
	labs   []string
}

// Lint tells the faults of a course.
func Lint(s *Setup) *cli.Command {
	o := &lintOptions{}
	return &cli.Command{
		Name:         "lint",
		Usage:        s.T("report the problems in a course that its author should fix"),
		ArgsUsage:    "[LAB...]",
		BashComplete: completeLabs(s, &o.course),
		Flags: []cli.Flag{s.dirFlag(&o.course.dir), s.langFlag(&o.course.lang),
			&cli.BoolFlag{Name: "fix", Usage: s.T("first fix the problems that can be fixed automatically"), Destination: &o.fix}},
		Action: func(c *cli.Context) error {
			o.labs = c.Args().Slice()
			return s.lint(o)
		},
	}
}

// lint prints the faults, on the output as compilers do.
func (s *Setup) lint(o *lintOptions) error {
	if o.fix {
		if err := s.fix(o.course.dir, o.labs); err != nil {
			return err
		}
	}
	course, loadErr := s.Course(o.course.dir)
	faults, err := lint.Problems(course, loadErr)
	if err != nil {
		return err
	}
	wanted, err := loaded(course, loadErr, o.labs)
	if err != nil {
		return err
	}
	if len(o.labs) > 0 {
		faults = lint.Of(faults, wanted)
	}
	for _, fault := range faults {
		fault.File = opened(o.course.dir, fault.File)
		s.Streams.Say("%v", fault)
	}
	if len(faults) > 0 {
		many := i18n.Text("%d problems found", len(faults))
		return &FaultsError{i18n.Plural(len(faults), i18n.Text("1 problem found"), many)}
	}
	many := i18n.Text("no problems found in %d labs", len(wanted))
	s.Streams.Say("%v", i18n.Plural(len(wanted), i18n.Text("no problems found in 1 lab"), many))
	return nil
}

// fix fixes the files of a folder, those of the labs that are named or all.
func (s *Setup) fix(dir string, names []string) error {
	if dir == "" {
		return &UsageError{i18n.Text("--fix requires --dir: the built-in course is part of the program")}
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return &UsageError{i18n.Text("--fix changes the files in a directory; %q is not a directory", dir)}
	}
	course, loadErr := s.Course(dir)
	if course == nil {
		return loadErr
	}
	wanted, err := loaded(course, loadErr, names)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		wanted = nil
	}
	fixed, err := lint.Fix(course, dir, wanted)
	for _, f := range fixed {
		s.Streams.Say("fixed %s: %s", opened(dir, f.File), strings.Join(f.Rules, ", "))
	}
	return err
}

// loaded gives the labs that are named, or all; where one is missing because of an error of loading, that error.
func loaded(course *lab.Course, loadErr error, names []string) ([]*lab.Lab, error) {
	found, err := labs(course, names)
	if err != nil && loadErr != nil {
		return nil, loadErr
	}
	return found, err
}
