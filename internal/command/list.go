package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/progress"
)

// List shows the labs of the course.
func List(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: s.T("list the labs and how far you are"),
		Flags: s.learnerFlags(),
		Action: func(c *cli.Context) error {
			at, err := s.read(c)
			if err != nil {
				return err
			}
			p, err := at.Progress()
			if err == nil {
				at.screen.List(p.Overview(at.Course))
			}
			return err
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
			at, err := s.read(c)
			if err != nil {
				return err
			}
			p, err := at.Progress()
			if err != nil {
				return err
			}
			l, index := p.Where(at.Course)
			if l == nil {
				s.Streams.Say("You are at the end of the course: there is nothing to hint at.")
				return nil
			}
			log := event.NewLog()
			return at.attend(c.Context, log, nil, lesson.New(at.Learner, log, lesson.Options{}), func(_ context.Context, h *lesson.Lesson, _ *learner.Learner) error {
				return h.Hint(l, &l.Steps[index])
			})
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
			at, err := s.read(c)
			if err != nil {
				return err
			}
			p, err := at.Progress()
			if err != nil {
				return err
			}
			if c.Bool("json") {
				return progress.WriteJSON(s.Streams.Out, at.Course, c.String("name"), p)
			}
			at.screen.Steps(p.Overview(at.Course))
			return nil
		},
	}
}
