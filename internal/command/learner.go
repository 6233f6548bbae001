package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/check"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/console"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/tutor"
)

// learnerFlags are those of every verb of the learner's.
func (s *Setup) learnerFlags(more ...cli.Flag) []cli.Flag {
	return append([]cli.Flag{s.nameFlag(), s.dirFlag(), s.langFlag()}, more...)
}

// actorFlags are those of the learner's verbs that run what the course says.
func (s *Setup) actorFlags(more ...cli.Flag) []cli.Flag {
	return append(s.learnerFlags(s.trustFlag()), more...)
}

func (s *Setup) yesFlag(usage string) cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: usage}
}

// read makes a tutor that knows the course and the progress, and no cluster.
func (s *Setup) read(c *cli.Context) (*tutor.Tutor, error) {
	course, err := s.Course(c.String("dir"))
	if err != nil {
		return nil, err
	}
	language, err := s.language(c)
	if err != nil {
		return nil, err
	}
	name := c.String("name")
	dir := s.Dir(name)
	return &tutor.Tutor{
		Learner: &learner.Learner{
			Course: course, File: progress.File(dir.Progress()), Copies: backup.Store(dir.Backups()), Dir: dir, Notice: s.setAside,
		},
		Lesson: console.NewLesson(s.Streams, s.Status, course, language), Streams: s.Streams, Status: s.Status,
		Yes: c.Bool("yes"),
		Lock: func(ctx context.Context) (func(), error) {
			s.Status.Busy("Waiting for another labs")
			defer s.Status.Clear()
			return cluster.Lock(ctx, dir, name, limit.Lock)
		},
		Alive: func(ctx context.Context) error { return s.usable(ctx, name) },
	}, nil
}

// setAside says that a damaged progress file was put aside.
func (s *Setup) setAside(path string) {
	fmt.Fprintln(s.Streams.Err, s.T("the progress file was cut short or is not ours; it is kept as %s, and the course starts from its beginning", path))
}

// teach makes a tutor with a cluster, listening to keys where somebody is
// there to press them, and has it work.
func (s *Setup) teach(c *cli.Context, work func(context.Context, *tutor.Tutor) error) error {
	t, err := s.read(c)
	if err != nil {
		return err
	}
	if err := s.trusted(c, t.Learner.Course); err != nil {
		return err
	}
	if _, err := t.Learner.Progress(); err != nil {
		return err
	}
	t.Learner.Runner, t.Learner.Cluster, err = s.Connect(c.Context, c.String("name"), t.Learner.Course, t.Learner.Written)
	if err != nil {
		return err
	}
	t.Learner.Runner.Emit = t.Emit
	if !t.Yes {
		keys, restore, err := s.Streams.Keys(c.Context)
		if err != nil {
			return err
		}
		defer restore()
		if keys != nil {
			t.Keys = keys
		}
	}
	return s.cause(c.Context, c.String("name"), work(c.Context, t))
}

// place reads LAB or LAB/STEP.
func place(course *lab.Course, text string) (*lab.Lab, int, error) {
	name, step, whole := strings.Cut(text, "/")
	l := course.Lab(name)
	if l == nil {
		return nil, 0, unknownLab(course, name)
	}
	if !whole {
		return l, -1, nil
	}
	var known []string
	for i := range l.Steps {
		if l.Steps[i].Name == step {
			return l, i, nil
		}
		known = append(known, l.Steps[i].Name)
	}
	if nearest := check.Nearest(step, known); nearest != "" {
		return nil, 0, &UsageError{i18n.Text("no step %q in lab %s, did you mean %q?", step, name, nearest)}
	}
	return nil, 0, &UsageError{i18n.Text("no step %q in lab %s; it has %s", step, name, strings.Join(known, ", "))}
}
