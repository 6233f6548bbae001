package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/lesson"
)

// Next takes the learner on from where they are.
func Next(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:   "next",
		Usage:  t.T("continue the course: read a step, run it or do its task, and check the result"),
		Flags:  t.actorFlags(o, t.yesFlag(&o.yes, t.T("run all remaining steps without asking, including the solutions of tasks"))),
		Action: func(c *cli.Context) error { return t.teach(c.Context, o, o.asking(), run) },
	}
}

// Watch is Next that moves on by itself.
func Watch(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:  "watch",
		Usage: t.T("check your work when the cluster changes, and continue automatically"),
		Flags: t.actorFlags(o),
		Action: func(c *cli.Context) error {
			return t.teach(c.Context, o, lesson.Options{Attended: true, Watch: true}, run)
		},
	}
}

func run(ctx context.Context, l *lesson.Lesson) error { return l.Run(ctx) }

// Check grades the step that the learner is at.
func Check(t *Teacher) *cli.Command {
	o := &learnerOptions{}
	return &cli.Command{
		Name:  "check",
		Usage: t.T("check your work on the current step now"),
		Flags: t.actorFlags(o),
		Action: func(c *cli.Context) error {
			check := func(ctx context.Context, l *lesson.Lesson) error { return l.Check(ctx) }
			return t.teach(c.Context, o, lesson.Options{}, check)
		},
	}
}

// Solve shows or runs the solution of a task.
func Solve(t *Teacher) *cli.Command {
	o, apply := &learnerOptions{}, false
	return &cli.Command{
		Name:  "solve",
		Usage: t.T("show a solution of the current step"),
		Flags: t.actorFlags(o,
			&cli.BoolFlag{Name: "apply", Usage: t.T("back up your work, then run the solution"), Destination: &apply},
			t.yesFlag(&o.yes, t.T("skip confirmation prompts; a backup of your work is still saved")),
		),
		Action: func(c *cli.Context) error {
			solve := func(ctx context.Context, l *lesson.Lesson) error { return l.Solve(ctx, apply) }
			return t.teach(c.Context, o, o.asking(), solve)
		},
	}
}
