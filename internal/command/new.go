package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/course"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/skeleton"
	"labs.local/labs/internal/term"
)

type newOptions struct {
	name, dir, lang string
	oneFile         bool
}

// New writes a lab for an author to begin with.
func New(s *Setup) *cli.Command {
	o := &newOptions{}
	return &cli.Command{
		Name:      "new",
		Usage:     s.T("create a starter lab that runs and passes"),
		ArgsUsage: "NAME",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "dir", Usage: s.T("add the lab to the course in this `DIR`, which may be new, instead of the current course"), Destination: &o.dir},
			&cli.StringFlag{Name: "lang", Usage: s.T("write the lab in this `LANGUAGE` only, en or zh, instead of both"), Destination: &o.lang},
			&cli.BoolFlag{Name: "one-file", Usage: s.T("write the course as a single Markdown file"), Destination: &o.oneFile},
		},
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return &UsageError{i18n.Text("labs new needs one argument, the name of the lab, but got %d", c.NArg())}
			}
			o.name = c.Args().First()
			return s.new(o)
		},
	}
}

func (s *Setup) new(o *newOptions) error {
	if err := lab.CheckName(o.name); err != nil {
		return &UsageError{i18n.Text("%v", err)}
	}
	language, err := s.language(o.lang)
	if err != nil {
		return err
	}
	if o.oneFile {
		return s.newFile(o.dir, o.name, language)
	}
	if o.lang == "" {
		return s.newLab(o.dir, o.name)
	}
	return s.newLab(o.dir, o.name, language)
}

// newLab writes a folder of a course, and what the course lacks for it.
func (s *Setup) newLab(dir, name string, languages ...string) error {
	if dir == "" {
		dir = courseFolder(name)
	}
	root, err := openFolder(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	folder, err := course.Folder(root.FS(), name)
	if err != nil {
		return &UsageError{i18n.Text("%v", err)}
	}
	shared, err := skeleton.Shared(skeleton.Image)
	if err != nil {
		return err
	}
	written, err := course.Add(root, folder, skeleton.Lab(name, languages...), shared)
	if err != nil {
		return notWritten(err, dir, name)
	}
	s.sayWritten(dir, name, dir, written)
	return nil
}

// courseFolder is the folder that one is in, where that is a course, and else a new one.
func courseFolder(name string) string {
	if labs, err := filepath.Glob(filepath.Join("labs", "*", "lab.yaml")); err == nil && len(labs) > 0 {
		return "."
	}
	return name
}

func openFolder(dir string) (*os.Root, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, &UsageError{i18n.Text("%q is not a directory: labs creates a new lab in the directory of a course", dir)}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

func (s *Setup) newFile(dir, name, language string) error {
	if dir == "" {
		dir = "."
	}
	root, err := openFolder(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	file := name + ".md"
	written, err := course.Write(root, map[string][]byte{file: skeleton.OneFile(name, language)})
	if err != nil {
		return notWritten(err, dir, name)
	}
	s.sayWritten(dir, name, filepath.Join(dir, file), written)
	return nil
}

// notWritten is why a lab is not in a folder.
func notWritten(err error, dir, name string) error {
	if errors.Is(err, fs.ErrExist) {
		return &UsageError{i18n.Text("nothing was written; existing files were not changed: %v", err)}
	}
	return i18n.Errorf("write lab %q to directory %q: %w", name, dir, err)
}

// sayWritten names the files, and what to do with the course that they are.
func (s *Setup) sayWritten(dir, name, course string, files []string) {
	s.Streams.Say("Written:")
	for _, file := range files {
		s.say(filepath.Join(dir, file))
	}
	s.Streams.Say("The lab already runs and passes. Edit it, then try it:")
	s.say(shell.Words("labs", "lint", "--dir", course))
	s.say(shell.Words("labs", "test", "--dir", course, name))
	s.say(shell.Words("labs", "next", "--dir", course))
}

// say prints a name or a command, set off.
func (s *Setup) say(text string) { fmt.Fprintln(s.Streams.Out, "  "+term.Sanitize(text)) }
