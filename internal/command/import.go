package command

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/tutorial"
)

type importOptions struct{ file, output, name, files string }

// Import makes a lab of a tutorial.
func Import(s *Setup) *cli.Command {
	o := &importOptions{}
	return &cli.Command{
		Name:      "import",
		Usage:     s.T("create a lab from a Markdown tutorial"),
		ArgsUsage: "FILE.md",
		Description: s.T("Read the commands, manifests and outputs in a tutorial, and write a course directory: operations, manifests, checks and text. " +
			"Nothing runs. Places that need your decision are marked with \"# TODO: ...\" and listed. " +
			"If the directory is already a course, it gets one more lab; existing files do not change."),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: s.T("write the course to this `DIR` instead of a directory named after the lab"), Destination: &o.output},
			&cli.StringFlag{Name: "name", Usage: s.T("use this `NAME` for the lab instead of one derived from the title"), Destination: &o.name},
			&cli.StringFlag{Name: "files", Usage: s.T("read the files that the tutorial names from this `DIR` instead of the tutorial's own directory"), Destination: &o.files},
			s.langFlag(nil),
		},
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return &UsageError{i18n.Text("labs import needs one tutorial, for example `labs import README.md`")}
			}
			o.file = c.Args().First()
			return s.importTutorial(o)
		},
	}
}

func (s *Setup) importTutorial(o *importOptions) error {
	if err := lab.CheckName(o.name); o.name != "" && err != nil {
		return &UsageError{i18n.Text("%v", err)}
	}
	r, err := s.importFile(o)
	if err != nil {
		return &UsageError{i18n.Text("import %q: %v", o.file, err)}
	}
	n := &newLab{Result: r, output: cmp.Or(o.output, r.Name)}
	if err := n.write(); err != nil {
		return err
	}
	s.tellImport(n)
	return nil
}

func (s *Setup) importFile(o *importOptions) (*tutorial.Result, error) {
	source, err := readTutorial(o.file)
	if err != nil {
		return nil, err
	}
	// A root keeps names such as ../../etc/x, and links, from leading out of it.
	root, err := os.OpenRoot(cmp.Or(o.files, filepath.Dir(o.file)))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return tutorial.Import(source, tutorial.Options{Name: o.name, File: filepath.Base(o.file), Files: root.FS(), Printer: s.Streams.Language})
}

// readTutorial reads no more than shows that a file is too long.
func readTutorial(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, tutorial.MaxSize+1))
}

// tellImport says what was made, what was left out, and what is left to do.
func (s *Setup) tellImport(n *newLab) {
	for _, note := range n.Notes {
		fmt.Fprintln(s.Streams.Err, term.Sanitize(s.Streams.Language.Message(note)))
	}
	made := i18n.Join(", ",
		i18n.Plural(n.Steps, i18n.Text("1 step"), i18n.Text("%d steps", n.Steps)),
		i18n.Plural(n.Operations, i18n.Text("1 operation"), i18n.Text("%d operations", n.Operations)),
		i18n.Plural(n.Checks, i18n.Text("1 check"), i18n.Text("%d checks", n.Checks)))
	s.Streams.Say("%s: %v", n.path("lab.yaml"), made)
	if todo := n.todo(); len(todo) > 0 {
		s.Streams.Say("The lab is valid. Complete these places by hand:")
		fmt.Fprintln(s.Streams.Out, term.Sanitize(strings.Join(todo, "\n")))
	}
	s.Streams.Say("Verify it with `labs list --dir %s`. Run it with `labs test --dir %s %s`.", n.output, n.output, n.Name)
}
