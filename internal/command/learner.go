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
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/progress"
)

// courseOptions say which course is meant, and in which language it is read.
type courseOptions struct{ dir, lang string }

// learnerOptions are those of the learner's verbs. What a verb has no flag for stays as it is.
type learnerOptions struct {
	name       string
	course     courseOptions
	trust, yes bool
}

// asking are the options of a lesson that asks, unless --yes is the answer.
func (o *learnerOptions) asking() lesson.Options {
	return lesson.Options{Attended: !o.yes, Yes: o.yes}
}

// learnerFlags are those of every verb of the learner's.
func (s *Setup) learnerFlags(o *learnerOptions, more ...cli.Flag) []cli.Flag {
	return append([]cli.Flag{s.nameFlag(&o.name), s.dirFlag(&o.course.dir), s.langFlag(&o.course.lang)}, more...)
}

// actorFlags are those of the learner's verbs that run what the course says.
func (s *Setup) actorFlags(o *learnerOptions, more ...cli.Flag) []cli.Flag {
	return append(s.learnerFlags(o, s.trustFlag(&o.trust)), more...)
}

// Teacher takes lessons in a cluster.
type Teacher struct {
	*Setup
	Clusters Clusters
	Connect  Connect
}

// seat is a learner in front of a terminal.
type seat struct {
	*learner.Learner
	screen *console.Lesson
}

// read makes a seat where the course and the progress are known, and no cluster.
func (s *Setup) read(o *learnerOptions) (*seat, error) {
	course, err := s.Course(o.course.dir)
	if err != nil {
		return nil, err
	}
	language, err := s.language(o.course.lang)
	if err != nil {
		return nil, err
	}
	dir := s.Dir(o.name)
	return &seat{
		&learner.Learner{
			Course: course, File: progress.File(dir.Progress()), Backups: backup.Store(dir.Backups()), Dir: dir, Notice: s.setAside,
		},
		console.NewLesson(s.Streams, s.Status, course, language),
	}, nil
}

// reached is read, with how far the learner is.
func (s *Setup) reached(o *learnerOptions) (*seat, *progress.Course, error) {
	at, err := s.read(o)
	if err != nil {
		return nil, nil, err
	}
	p, err := at.Progress()
	return at, p, err
}

func (s *Setup) setAside(path string) {
	fmt.Fprintln(s.Streams.Err, s.T("the progress file is incomplete or was not written by labs; it was moved to %s, and the course starts from the beginning", path))
}

// lessonWork is what a verb does in a lesson.
type lessonWork func(context.Context, *lesson.Lesson) error

// teach takes a lesson in a cluster, with keys where somebody is there to press them.
func (t *Teacher) teach(ctx context.Context, o *learnerOptions, options lesson.Options, work lessonWork) error {
	at, err := t.read(o)
	if err != nil {
		return err
	}
	if err := t.trusted(ctx, at.Course, o.name, o.trust); err != nil {
		return err
	}
	if _, err := at.Progress(); err != nil {
		return err
	}
	log := event.NewLog()
	at.Runner, at.Cluster, err = t.Connect(ctx, o.name, at.Course, at.ChangedFiles, func(e event.Event) { log.Add(e) })
	if err != nil {
		return err
	}
	var keys console.Keys
	if options.Attended {
		keyboard, restore, err := t.Streams.Keys(ctx)
		if err != nil {
			return err
		}
		defer restore()
		if options.Attended = keyboard != nil; options.Attended {
			keys = keyboard
		}
	}
	on := t.Clusters(o.name)
	options.Alive = on.Alive
	options.Lock = func(ctx context.Context) (func(), error) {
		t.Status.Busy("Waiting for another labs process")
		defer t.Status.Clear()
		return cluster.Lock(ctx, t.Dir(o.name), o.name, limit.Lock)
	}
	return cause(ctx, on, at.attend(ctx, log, keys, lesson.New(at.Learner, log, options), work))
}

// attend has a lesson take place, and shows it to its end.
func (at *seat) attend(ctx context.Context, log *event.Log, keys console.Keys, l *lesson.Lesson, work lessonWork) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		defer log.Close()
		ended <- work(ctx, l)
	}()
	if err := at.screen.Attend(log, keys, l.Do); err != nil {
		cancel()
		<-ended
		return err
	}
	return <-ended
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
		return nil, 0, &UsageError{i18n.Text("no step %q in lab %s; did you mean %q?", step, name, nearest)}
	}
	return nil, 0, &UsageError{i18n.Text("no step %q in lab %s; its steps are %s", step, name, strings.Join(known, ", "))}
}
