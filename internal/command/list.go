package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/progress"
)

// List shows the labs of the course.
func List(s *Setup) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:   "list",
		Usage:  s.T("list the labs and your progress"),
		Flags:  s.learnerFlags(o),
		Action: func(*cli.Context) error { return s.list(o) },
	}
}

func (s *Setup) list(o *learnerOptions) error {
	at, p, err := s.reached(o)
	if err == nil {
		at.screen.List(p.Overview(at.Course))
	}
	return err
}

// Hint shows the next hint.
func Hint(s *Setup) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:   "hint",
		Usage:  s.T("show the next hint for the current step"),
		Flags:  s.learnerFlags(o),
		Action: func(c *cli.Context) error { return s.hint(c.Context, o) },
	}
}

func (s *Setup) hint(ctx context.Context, o *learnerOptions) error {
	at, p, err := s.reached(o)
	if err != nil {
		return err
	}
	l, index := p.Where(at.Course)
	if l == nil {
		s.Streams.Say("You are at the end of the course; there are no more hints.")
		return nil
	}
	log := event.NewLog()
	hint := func(_ context.Context, h *lesson.Lesson) error { return h.Hint(l, &l.Steps[index]) }
	return at.attend(ctx, log, nil, lesson.New(at.Learner, log, lesson.Options{}), hint)
}

// PrintProgress prints how far the learner is.
func PrintProgress(s *Setup) *cli.Command {
	o, asJSON := &learnerOptions{}, false
	return &cli.Command{
		Name:   "progress",
		Usage:  s.T("show your progress, step by step"),
		Flags:  s.learnerFlags(o, s.jsonFlag(&asJSON)),
		Action: func(*cli.Context) error { return s.printProgress(o, asJSON) },
	}
}

func (s *Setup) printProgress(o *learnerOptions, asJSON bool) error {
	at, p, err := s.reached(o)
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(progress.ViewOf(at.Course, o.name, p))
	}
	at.screen.Steps(p.Overview(at.Course))
	return nil
}
