package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/lesson"
)

// Next takes the learner on from where they are.
func Next(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:   "next",
		Usage:  t.T("go on with the course: read, run, do, be checked"),
		Flags:  t.actorFlags(o, t.yesFlag(&o.yes, t.T("run all that is left, the solutions of tasks too, and ask nothing"))),
		Action: func(c *cli.Context) error { return t.teach(c.Context, o, o.asking(), run) },
	}
}

// Watch is Next that moves on by itself.
func Watch(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:  "watch",
		Usage: t.T("check your work as the cluster changes, and move on by itself"),
		Flags: t.actorFlags(o),
		Action: func(c *cli.Context) error {
			return t.teach(c.Context, o, lesson.Options{Attended: true, Watch: true}, run)
		},
	}
}

func run(ctx context.Context, l *lesson.Lesson, _ *learner.Learner) error { return l.Run(ctx) }

// Check grades the step that the learner is at.
func Check(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:  "check",
		Usage: t.T("check your work on the current step, now"),
		Flags: t.actorFlags(o),
		Action: func(c *cli.Context) error {
			return t.teach(c.Context, o, lesson.Options{}, func(ctx context.Context, l *lesson.Lesson, _ *learner.Learner) error { return l.Check(ctx) })
		},
	}
}

type solveOptions struct {
	learner learnerOptions
	apply   bool
}

// Solve shows or runs the solution of a task.
func Solve(t *Teacher) *cli.Command {
	o := &solveOptions{}
	return &cli.Command{
		Name:  "solve",
		Usage: t.T("show a solution of the current step"),
		Flags: t.actorFlags(&o.learner,
			&cli.BoolFlag{Name: "apply", Usage: t.T("run the solution, after a copy of your work is kept"), Destination: &o.apply},
			t.yesFlag(&o.learner.yes, t.T("ask nothing; a copy of your work is kept all the same")),
		),
		Action: func(c *cli.Context) error {
			return t.teach(c.Context, &o.learner, o.learner.asking(), func(ctx context.Context, l *lesson.Lesson, _ *learner.Learner) error {
				return l.Solve(ctx, o.apply)
			})
		},
	}
}
