package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/tutor"
)

// Reset brings a lab back to its start.
func Reset(s *Setup) *cli.Command {
	return &cli.Command{
		Name:         "reset",
		Usage:        s.T("bring a lab, the current one if none is named, back to its start"),
		ArgsUsage:    "[LAB]",
		Flags:        s.actorFlags(s.yesFlag(s.T("ask nothing; a copy of your work is kept all the same"))),
		BashComplete: completeLab(s),
		Action: func(c *cli.Context) error {
			if c.NArg() > 1 {
				return &UsageError{i18n.Text("labs reset takes one lab, and got %d", c.NArg())}
			}
			return s.teach(c, func(ctx context.Context, t *tutor.Tutor) error {
				of, err := resetLab(t, c.Args().First())
				if err != nil {
					return err
				}
				_, err = t.Reset(ctx, of)
				return err
			})
		},
	}
}

func resetLab(t *tutor.Tutor, name string) (*lab.Lab, error) {
	if name != "" {
		of, _, err := place(t.Learner.Course, name)
		return of, err
	}
	p, err := t.Learner.Progress()
	if err != nil {
		return nil, err
	}
	of, _ := p.Where(t.Learner.Course)
	if of == nil {
		return nil, &UsageError{i18n.Text("you are at the end of the course: name the lab to reset")}
	}
	return of, nil
}

// Goto goes to a lab or a step.
func Goto(s *Setup) *cli.Command {
	return &cli.Command{
		Name:         "goto",
		Usage:        s.T("go to a lab, or to one of its steps, with all that the steps before it make"),
		ArgsUsage:    "LAB[/STEP]",
		Flags:        s.actorFlags(s.yesFlag(s.T("ask nothing; a copy of your work is kept all the same"))),
		BashComplete: completeSteps(s),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return &UsageError{i18n.Text("labs goto takes a lab or LAB/STEP, such as %s", "env-metadata/read")}
			}
			course, err := s.Course(c.String("dir"))
			if err != nil {
				return err
			}
			if _, _, err := place(course, c.Args().First()); err != nil {
				return err
			}
			return s.teach(c, func(ctx context.Context, t *tutor.Tutor) error {
				of, index, err := place(t.Learner.Course, c.Args().First())
				if err != nil {
					return err
				}
				if index < 0 {
					if index, err = firstOpen(t, of); err != nil {
						return err
					}
				}
				return t.Goto(ctx, of, index)
			})
		},
	}
}

// firstOpen gives the first step of a lab that is not passed, or its first.
func firstOpen(t *tutor.Tutor, of *lab.Lab) (int, error) {
	p, err := t.Learner.Progress()
	if err != nil {
		return 0, err
	}
	for i := range of.Steps {
		if p.Of(of.Metadata.Name).State(of.Steps[i].Name) != progress.Passed {
			return i, nil
		}
	}
	return 0, nil
}

// Restore lists the copies of the learner's work, or brings one back.
func Restore(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "restore",
		Usage:     s.T("list the copies of your work, or bring one back"),
		ArgsUsage: "[COPY]",
		Flags:     s.actorFlags(s.yesFlag(s.T("ask nothing; a copy of your work is kept all the same"))),
		Action: func(c *cli.Context) error {
			if c.NArg() > 1 {
				return &UsageError{i18n.Text("labs restore takes one copy, and got %d", c.NArg())}
			}
			if id := c.Args().First(); id != "" {
				return s.teach(c, func(ctx context.Context, t *tutor.Tutor) error { return t.Restore(ctx, id) })
			}
			t, err := s.read(c)
			if err != nil {
				return err
			}
			return s.copies(t)
		},
	}
}

// copies lists them, a line each.
func (s *Setup) copies(t *tutor.Tutor) error {
	copies, err := t.Learner.Copies.List()
	if err != nil {
		return err
	}
	if len(copies) == 0 {
		s.Streams.Say("There is no copy: none of your work was deleted yet.")
	}
	for _, c := range copies {
		fmt.Fprintf(s.Streams.Out, "%3s  %s  %s  %s\n", c.ID, c.Created.Local().Format("2006-01-02 15:04"), s.T("lab %s, before %s", c.Lab, c.Before),
			term.Sanitize(strings.Join(append(c.Objects, c.Files...), " ")))
	}
	return nil
}
