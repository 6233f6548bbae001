package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/runner"
)

// gradeLimit is how long the checks of a task wait for what the learner did
// to take effect.
const gradeLimit = 3 * time.Second

// Next takes the learner's next step.
func Next(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "next",
		Usage: "take the next step: read, run, check",
		Flags: []cli.Flag{s.nameFlag(), s.dirFlag(), s.langFlag(), &cli.BoolFlag{Name: "solve", Usage: "of a task, run the solution"}},
		Action: func(c *cli.Context) error {
			course, err := s.Course(c.String("dir"))
			if err != nil {
				return err
			}
			language, err := s.language(c)
			if err != nil {
				return err
			}
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			done, err := s.progress(c)
			if err != nil {
				return err
			}
			l, index := done.Next(course)
			if l == nil {
				fmt.Fprintln(s.Streams.Out, "You have passed every step of the course.")
				return nil
			}
			r, err := s.Runner(c.Context, c.String("name"), course)
			if err != nil {
				return err
			}
			lesson := report.NewLesson(s.Streams, s.Status, course, language)
			r.Emit = lesson.Sink
			n := &next{s, r, lesson, done, s.progressFile(c), l, index, c.Bool("solve")}
			return s.cause(c.Context, c.String("name"), n.take(c.Context))
		},
	}
}

// next is one step that is being taken.
type next struct {
	*Setup
	runner *runner.Runner
	lesson *report.Lesson
	done   *progress.Progress
	file   progress.File
	lab    *lab.Lab
	index  int
	solve  bool
}

func (n *next) take(ctx context.Context) error {
	session, err := n.runner.Open(ctx, n.lab, n.lab.Metadata.Name, n.done.Lab(n.lab.Metadata.Name).Values)
	defer session.Close()
	if err != nil {
		return err
	}
	if err := session.Resume(ctx, n.index); err != nil {
		return err
	}
	if err := n.step(ctx, session); err != nil {
		return err
	}
	n.done.Pass(n.lab, n.lab.Steps[n.index].Name, session.Values)
	if err := n.file.Save(n.done); err != nil {
		return err
	}
	return n.finish(ctx, session)
}

// step runs a demonstration, and grades a task or solves it.
func (n *next) step(ctx context.Context, session *runner.Session) error {
	current := &n.lab.Steps[n.index]
	if !current.IsTask() || n.solve {
		return session.Run(ctx, n.index, n.solve)
	}
	n.runner.Deadline = gradeLimit
	err := session.Grade(ctx, n.index)
	var failed *runner.StepError
	if errors.As(err, &failed) {
		n.lesson.Hint(n.lab, current.Name)
		fmt.Fprintln(n.Streams.Out, "\nYour turn: use labs kubectl, then run labs next again; labs next --solve shows a solution.")
	}
	return err
}

// finish says what comes next, and after the last step of a lab cleans up.
func (n *next) finish(ctx context.Context, session *runner.Session) error {
	if !n.done.Lab(n.lab.Metadata.Name).Done {
		fmt.Fprintln(n.Streams.Out, "\nPassed. labs next goes on.")
		return nil
	}
	n.lesson.Summary(n.lab)
	n.Status.Set("Cleaning up the lab")
	if err := session.Remove(ctx); err != nil {
		return err
	}
	n.Status.Clear()
	fmt.Fprintf(n.Streams.Out, "Lab %s is done. labs next goes on.\n", n.lab.Metadata.Name)
	return nil
}

// currentNamespace is that of the lab the learner is in.
func (s *Setup) currentNamespace(c *cli.Context) string {
	course, err := s.Course(c.String("dir"))
	if err != nil {
		return "default"
	}
	done, err := s.progress(c)
	if err != nil {
		return "default"
	}
	if l, _ := done.Next(course); l != nil {
		return l.Metadata.Name
	}
	return "default"
}
