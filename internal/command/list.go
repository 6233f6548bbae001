package command

import (
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/progress"
)

// List shows the labs of the course.
func List(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: s.T("list the labs and how far you are"),
		Flags: s.learnerFlags(),
		Action: func(c *cli.Context) error {
			t, err := s.read(c)
			if err != nil {
				return err
			}
			return t.List()
		},
	}
}

// Hint shows the next hint.
func Hint(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "hint",
		Usage: s.T("show the next hint for the current step"),
		Flags: s.learnerFlags(),
		Action: func(c *cli.Context) error {
			t, err := s.read(c)
			if err != nil {
				return err
			}
			p, err := t.Learner.Progress()
			if err != nil {
				return err
			}
			l, index := p.Where(t.Learner.Course)
			if l == nil {
				s.Streams.Say("You are at the end of the course: there is nothing to hint at.")
				return nil
			}
			return t.Hint(l, l.Steps[index].Name)
		},
	}
}

// PrintProgress prints how far the learner is.
func PrintProgress(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "progress",
		Usage: s.T("print how far you are, step by step"),
		Flags: s.learnerFlags(&cli.BoolFlag{Name: "json", Usage: s.T("print it as JSON")}),
		Action: func(c *cli.Context) error {
			t, err := s.read(c)
			if err != nil {
				return err
			}
			p, err := t.Learner.Progress()
			if err != nil {
				return err
			}
			if c.Bool("json") {
				return progress.WriteJSON(s.Streams.Out, t.Learner.Course, c.String("name"), p)
			}
			t.Lesson.Steps(p)
			return nil
		},
	}
}
