// Package command has the verbs of the command line, one file each.
package command

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
)

// Setup is what all verbs share.
type Setup struct {
	Streams *term.Streams
	Status  *term.Status
	Getenv  func(string) string
	Version Version
	// Course reads the course at a path, or for "" the one that comes along.
	Course func(path string) (*lab.Course, error)
	// Dir is the folder of a cluster's state.
	Dir func(name string) cluster.Dir
}

// T is a text in the reader's language.
func (s *Setup) T(format string, args ...any) string { return s.Streams.Language.Text(format, args...) }

func (s *Setup) nameFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "name", Value: cluster.DefaultName, Usage: s.T("use the cluster of this `NAME`"), EnvVars: []string{"LABS_NAME"}, Destination: to,
		Action: func(_ *cli.Context, name string) error {
			if *to = cmp.Or(name, cluster.DefaultName); !names.MatchString(*to) {
				return badName(name)
			}
			return nil
		}}
}

// names are those that kind takes for a cluster; a state folder is named after it.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

func badName(name string) error {
	return &UsageError{i18n.Text("invalid cluster name %q: use a-z, 0-9, \".\" and \"-\", and start with a letter or digit", name)}
}

func (s *Setup) dirFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "dir", Usage: s.T("use the course at this `PATH`, a directory or a Markdown file, instead of the built-in course"), EnvVars: []string{"LABS_DIR"}, Destination: to}
}

func (s *Setup) langFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "lang", Usage: s.T("use this `LANGUAGE` for lessons and messages: en or zh"), EnvVars: []string{"LABS_LANG"}, Destination: to}
}

func (s *Setup) nodeImageFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "node-image", Value: image.Auto, EnvVars: []string{"LABS_NODE_IMAGE"}, Destination: to,
		Usage: s.T("create the nodes from this `IMAGE`; auto uses a local image, pulls the one of kind, or builds one")}
}

func (s *Setup) yesFlag(to *bool, usage string) cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: usage, Destination: to}
}

func (s *Setup) jsonFlag(to *bool) cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: s.T("print as JSON"), Destination: to}
}

func (s *Setup) printJSON(value any) error {
	encoder := json.NewEncoder(s.Streams.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// UsageError is a wrong use of the command line.
type UsageError struct{ i18n.Message }

// lock keeps other processes from the cluster while a verb works on it.
func (s *Setup) lock(ctx context.Context, name string) (unlock func(), err error) {
	return cluster.Lock(ctx, s.Dir(name), name, 0)
}

// labs gives the labs that a verb's arguments name, or all.
func labs(course *lab.Course, names []string) ([]*lab.Lab, error) {
	if len(names) == 0 {
		return course.Labs, nil
	}
	var found []*lab.Lab
	for _, name := range names {
		l := course.Lab(name)
		if l == nil {
			return nil, unknownLab(course, name)
		}
		found = append(found, l)
	}
	return found, nil
}

func unknownLab(course *lab.Course, name string) error {
	var known []string
	for _, l := range course.Labs {
		known = append(known, l.Metadata.Name)
	}
	if nearest := check.Nearest(name, known); nearest != "" {
		return &UsageError{i18n.Text("no lab %q in this course; did you mean %q?", name, nearest)}
	}
	return &UsageError{i18n.Text("no lab %q in this course; the labs are %s", name, strings.Join(known, ", "))}
}

// language is the one asked for, or the locale's, or English.
func (s *Setup) language(wanted string) (string, error) {
	if wanted == "" {
		return i18n.Detect(s.Getenv, lab.Languages), nil
	}
	for _, language := range lab.Languages {
		if strings.HasPrefix(wanted, language) {
			return language, nil
		}
	}
	return "", &UsageError{i18n.Text("no lessons in language %q; the languages are %s", wanted, strings.Join(lab.Languages, ", "))}
}

// allowed is an error where the person does not let a verb remove something, or cannot be asked; yes is --yes.
func (s *Setup) allowed(ctx context.Context, yes bool, question i18n.Message) error {
	if yes {
		return nil
	}
	if !s.Streams.Interactive {
		return &UsageError{i18n.Text("nothing was removed: confirmation is required, but labs cannot ask for it here\nhint: run the same command in a terminal, or with --yes")}
	}
	yes, err := s.Streams.Confirm(ctx, question)
	if err == nil && !yes {
		err = &UsageError{i18n.Text("nothing was removed")}
	}
	return err
}
