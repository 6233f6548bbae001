package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
)

// rewind is what a verb does that goes back, or elsewhere.
type rewind func(ctx context.Context, o *learnerOptions, args []string) error

func (t *Teacher) rewindCommand(c *cli.Command, o *learnerOptions, action rewind) *cli.Command {
	c.Flags = t.actorFlags(o, t.yesFlag(&o.yes, t.T("skip confirmation prompts; a backup of your work is still saved")))
	c.Action = func(c *cli.Context) error { return action(c.Context, o, c.Args().Slice()) }
	return c
}

// Reset brings a lab back to its start.
func Reset(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return t.rewindCommand(&cli.Command{
		Name:         "reset",
		Usage:        t.T("reset a lab; without a name, the current lab"),
		ArgsUsage:    "[LAB]",
		BashComplete: completeLab(t.Setup, &o.course),
	}, o, t.reset)
}

func (t *Teacher) reset(ctx context.Context, o *learnerOptions, args []string) error {
	if len(args) > 1 {
		return &UsageError{i18n.Text("labs reset takes one lab, but got %d", len(args))}
	}
	return t.teach(ctx, o, o.asking(), func(ctx context.Context, l *lesson.Lesson) error {
		of, err := resetLab(l.Learner, strings.Join(args, ""))
		if err != nil {
			return err
		}
		_, err = l.Reset(ctx, of)
		return err
	})
}

func resetLab(at *learner.Learner, name string) (*lab.Lab, error) {
	if name != "" {
		of, _, err := place(at.Course, name)
		return of, err
	}
	p, err := at.Progress()
	if err != nil {
		return nil, err
	}
	of, _ := p.Where(at.Course)
	if of == nil {
		return nil, &UsageError{i18n.Text("you are at the end of the course: specify the lab to reset")}
	}
	return of, nil
}

// Goto goes to a lab or a step.
func Goto(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return t.rewindCommand(&cli.Command{
		Name:         "goto",
		Usage:        t.T("go to a lab or one of its steps, after creating what the earlier steps create"),
		ArgsUsage:    "LAB[/STEP]",
		BashComplete: completeSteps(t.Setup, &o.course),
	}, o, t.gotoStep)
}

func (t *Teacher) gotoStep(ctx context.Context, o *learnerOptions, args []string) error {
	if len(args) != 1 {
		return &UsageError{i18n.Text("labs goto needs a lab or LAB/STEP, for example %s", "env-metadata/read")}
	}
	course, err := t.Course(o.course.dir)
	if err != nil {
		return err
	}
	if _, _, err := place(course, args[0]); err != nil {
		return err
	}
	return t.teach(ctx, o, o.asking(), func(ctx context.Context, l *lesson.Lesson) error {
		of, index, err := place(l.Learner.Course, args[0])
		if err != nil {
			return err
		}
		if index < 0 {
			if index, err = firstOpen(l.Learner, of); err != nil {
				return err
			}
		}
		_, err = l.Goto(ctx, of, index)
		return err
	})
}

// firstOpen gives the first step of a lab that is not passed, or its first.
func firstOpen(at *learner.Learner, of *lab.Lab) (int, error) {
	p, err := at.Progress()
	if err != nil {
		return 0, err
	}
	done := p.Of(of.Metadata.Name)
	open := slices.IndexFunc(of.Steps, func(s lab.Step) bool { return done.State(s.Name) != progress.Passed })
	return max(0, open), nil
}

// Restore lists the copies of the learner's work, or brings one back.
func Restore(t *Teacher) *cli.Command {
	return t.rewindCommand(&cli.Command{
		Name:      "restore",
		Usage:     t.T("list the backups of your work, or restore one"),
		ArgsUsage: "[BACKUP]",
	}, &learnerOptions{}, t.restore)
}

func (t *Teacher) restore(ctx context.Context, o *learnerOptions, args []string) error {
	if len(args) > 1 {
		return &UsageError{i18n.Text("labs restore takes one backup, but got %d", len(args))}
	}
	if id := strings.Join(args, ""); id != "" {
		return t.teach(ctx, o, o.asking(), func(ctx context.Context, l *lesson.Lesson) error {
			_, err := l.Restore(ctx, id)
			return err
		})
	}
	at, err := t.read(o)
	if err != nil {
		return err
	}
	return t.copies(at.Backups)
}

func (s *Setup) copies(kept backup.Store) error {
	copies, err := kept.List()
	if err != nil {
		return err
	}
	if len(copies) == 0 {
		s.Streams.Say("No backups: none of your work has been deleted yet.")
	}
	for _, c := range copies {
		fmt.Fprintf(s.Streams.Out, "%3s  %s  %s  %s\n", c.ID, c.Created.Local().Format("2006-01-02 15:04"), s.T("lab %s, %v", c.Lab, occasion(c.Before)),
			term.Sanitize(strings.Join(append(c.Objects, c.Files...), " ")))
	}
	return nil
}

// occasion says when a backup was made, by the verb that made it.
func occasion(verb string) i18n.Message {
	switch verb {
	case "reset":
		return i18n.Text("before a reset")
	case "goto":
		return i18n.Text("before going to another step")
	case "restore":
		return i18n.Text("before another backup was restored")
	case "solve":
		return i18n.Text("before the solution ran")
	case "finish":
		return i18n.Text("when the lab was finished")
	}
	return i18n.Text("before %s", verb)
}
