package command

import (
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

// Import makes a lab of a tutorial.
func Import(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     s.T("make a lab of a tutorial in Markdown"),
		ArgsUsage: "FILE.md",
		Description: s.T("Reads the commands, manifests and outputs that the tutorial shows, and writes a course folder: operations, " +
			"manifests, checks and the prose. Nothing is run. What a person has to decide stands there as \"# TODO: ...\", and is listed. " +
			"A folder that is a course already gets one lab more; no file that exists is changed."),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: s.T("write the course into this `FOLDER` instead of one named after the lab")},
			&cli.StringFlag{Name: "name", Usage: s.T("give the lab this `NAME` instead of one made of the title")},
			&cli.StringFlag{Name: "files", Usage: s.T("look for the files that the tutorial names in this `FOLDER` instead of the tutorial's own")},
			s.langFlag(),
		},
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return &UsageError{i18n.Text("labs import takes one tutorial, such as labs import README.md")}
			}
			file, name := c.Args().First(), c.String("name")
			if err := lab.CheckName(name); name != "" && err != nil {
				return &UsageError{i18n.Text("%v", err)}
			}
			r, err := s.importFile(file, name, c.String("files"))
			if err != nil {
				return &UsageError{i18n.Text("import %q: %v", file, err)}
			}
			n := &newLab{Result: r, output: c.String("output")}
			if n.output == "" {
				n.output = r.Name
			}
			if err := n.write(); err != nil {
				return err
			}
			s.tellImport(n)
			return nil
		},
	}
}

func (s *Setup) importFile(file, name, folder string) (*tutorial.Result, error) {
	source, err := readTutorial(file)
	if err != nil {
		return nil, err
	}
	if folder == "" {
		folder = filepath.Dir(file)
	}
	// A root keeps names such as ../../etc/x, and links, from leading out of it.
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return tutorial.Import(source, tutorial.Options{Name: name, File: filepath.Base(file), Files: root.FS(), Printer: s.Streams.Language})
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
		s.Streams.Say("It is valid, and a person has to decide what stands at these places:")
		fmt.Fprintln(s.Streams.Out, term.Sanitize(strings.Join(todo, "\n")))
	}
	s.Streams.Say("labs list --dir %s verifies it, labs test --dir %s %s runs it", n.output, n.output, n.Name)
}
