package command

import (
	"fmt"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/progress"
)

// List shows the labs of the course.
func List(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: s.T("list the labs and how far you are"),
		Flags: []cli.Flag{s.nameFlag(), s.dirFlag(), s.langFlag()},
		Action: func(c *cli.Context) error {
			course, err := s.Course(c.String("dir"))
			if err != nil {
				return err
			}
			language, err := s.language(c)
			if err != nil {
				return err
			}
			done, err := s.progress(c)
			if err != nil {
				return err
			}
			width := 0
			for _, l := range course.Labs {
				width = max(width, runewidth.StringWidth(l.Metadata.Name))
			}
			for _, l := range course.Labs {
				passed, sign := done.Count(l), " "
				if passed == len(l.Steps) {
					sign = "✓"
				}
				fmt.Fprintf(s.Streams.Out, "%s %s  %2d/%d  %s\n", sign, runewidth.FillRight(l.Metadata.Name, width), passed, len(l.Steps), l.Texts[language].Title)
			}
			return nil
		},
	}
}

func (s *Setup) progressFile(c *cli.Context) progress.File {
	return progress.File(s.Dir(c.String("name")).Progress())
}

// progress reads how far the learner is, and says so if that was lost.
func (s *Setup) progress(c *cli.Context) (*progress.Progress, error) {
	p, setAside, err := s.progressFile(c).Load()
	if setAside != "" {
		fmt.Fprintln(s.Streams.Err, s.T("the progress file was cut short or is not ours; it is kept as %s, and the course starts from its beginning", setAside))
	}
	return p, err
}
