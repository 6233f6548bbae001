// Package command has the verbs of the command line, one file each.
package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"
	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/workshop"
)

// Setup makes the parts that a verb works with, when it needs them.
type Setup struct {
	Streams *term.Streams
	Status  *term.Status
	Getenv  func(string) string
	Version Version

	Course func(dir string) (*lab.Course, error)
	// Engine gives the container engine of a cluster, or for "" the one to use.
	Engine  func(ctx context.Context, cluster string) (*engine.Engine, error)
	Cluster func(ctx context.Context, options ClusterOptions) (cluster.Provider, error)
	Dir     func(name string) cluster.Dir
	// Snapshots is where the states of new clusters are kept.
	Snapshots snapshot.Store
	// Schemas gives the JSON Schemas that this program knows, by the names of
	// what they describe.
	Schemas map[string]func() ([]byte, error)
	// Saver makes bundles with a node image, and sees to it that the engine has
	// that; Loader loads them.
	Saver  func(ctx context.Context, nodeImage string) (*workshop.Saver, error)
	Loader func(ctx context.Context) (*workshop.Loader, error)
	// Downloads is the folder for what is being downloaded.
	Downloads string
	// Self gives the path of this program.
	Self func() string
	// Patience says how the API server of a cluster is waited for that is away
	// while labs run.
	Patience func(name string) kube.Patience
	// Connect makes a runner for a cluster that answers, and what else the
	// learner's moves ask of the cluster. Work gives the files that the
	// learner wrote for a lab; it may be nil.
	Connect func(ctx context.Context, name string, course *lab.Course, work func(lab string) fs.FS, emit event.Sink) (*runner.Runner, learner.Cluster, error)
	// Room gives what each node of a cluster has left for Pods.
	Room func(ctx context.Context, name string) ([]corev1.ResourceList, error)
	// Evidence gives what looks in a namespace of a cluster for what shows why
	// a step failed.
	Evidence func(name string) (func(ctx context.Context, namespace string) []event.Evidence, error)
}

// T is a text in the reader's language.
func (s *Setup) T(format string, args ...any) string { return s.Streams.Language.Text(format, args...) }

func (s *Setup) nameFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "name", Value: cluster.DefaultName, Usage: s.T("use the cluster of this `NAME`"), EnvVars: []string{"LABS_NAME"}, Destination: to,
		Action: func(_ *cli.Context, name string) error {
			if *to = cmp.Or(name, cluster.DefaultName); !names.MatchString(*to) {
				return badName(name)
			}
			return nil
		}}
}

// names are those that kind takes for a cluster; a state folder is named after
// it.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

func badName(name string) error {
	return &UsageError{i18n.Text("%q is no name for a cluster: it takes lower-case letters, digits, dots and hyphens, and begins with a letter or digit", name)}
}

func (s *Setup) dirFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "dir", Usage: s.T("take the course from this `PATH`, a folder or a Markdown file, instead of the built-in one"), EnvVars: []string{"LABS_DIR"}, Destination: to}
}

func (s *Setup) langFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "lang", Usage: s.T("use this `LANGUAGE` for lessons and messages: en or zh"), EnvVars: []string{"LABS_LANG"}, Destination: to}
}

func (s *Setup) nodeImageFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "node-image", Value: image.Auto, EnvVars: []string{"LABS_NODE_IMAGE"}, Destination: to,
		Usage: s.T("make the nodes from this `IMAGE`; auto takes a local one, pulls kind's, or builds one")}
}

func (s *Setup) yesFlag(to *bool, usage string) cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: usage, Destination: to}
}

func (s *Setup) jsonFlag(to *bool) cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: s.T("print it as JSON"), Destination: to}
}

// printJSON prints what programs read.
func (s *Setup) printJSON(value any) error {
	encoder := json.NewEncoder(s.Streams.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// ClusterOptions say which cluster is meant.
type ClusterOptions struct {
	Name string
	// NodeImage is what a new cluster is made from; "" means image.Auto.
	NodeImage string
	// Course is the one whose images are brought while a cluster is made, or nil.
	Course *lab.Course
	// NoSnapshot makes a new cluster the long way, and keeps no snapshot of it.
	NoSnapshot bool
	// Force removes also a cluster that labs did not make.
	Force bool
	// All removes the learner's progress and files with it.
	All bool
}

// UsageError is a wrong use of the command line.
type UsageError struct{ Message i18n.Message }

func (e *UsageError) Error() string { return e.Message.String() }

// Localized is what Error says, for any language.
func (e *UsageError) Localized() i18n.Message { return e.Message }

// lock keeps other processes from the cluster while a verb works on it.
func (s *Setup) lock(ctx context.Context, name string) (unlock func(), err error) {
	return cluster.Lock(ctx, s.Dir(name), name, 0)
}

// labs gives the labs that a verb's arguments name, or all.
func labs(course *lab.Course, names []string) ([]*lab.Lab, error) {
	if len(names) == 0 {
		return course.Labs, nil
	}
	var found []*lab.Lab
	for _, name := range names {
		l := course.Lab(name)
		if l == nil {
			return nil, unknownLab(course, name)
		}
		found = append(found, l)
	}
	return found, nil
}

func unknownLab(course *lab.Course, name string) error {
	var known []string
	for _, l := range course.Labs {
		known = append(known, l.Metadata.Name)
	}
	if nearest := check.Nearest(name, known); nearest != "" {
		return &UsageError{i18n.Text("no lab %q in this course, did you mean %q?", name, nearest)}
	}
	return &UsageError{i18n.Text("no lab %q in this course; it has %s", name, strings.Join(known, ", "))}
}

// language is the one asked for, or the locale's, or English.
func (s *Setup) language(wanted string) (string, error) {
	if wanted == "" {
		return i18n.Detect(s.Getenv, lab.Languages), nil
	}
	for _, language := range lab.Languages {
		if strings.HasPrefix(wanted, language) {
			return language, nil
		}
	}
	return "", &UsageError{i18n.Text("no lessons in language %q; there are %s", wanted, strings.Join(lab.Languages, ", "))}
}

// cause gives, of labs that failed, the reason where it was none of theirs: an
// engine or a cluster that went away meanwhile.
func (s *Setup) cause(ctx context.Context, name string, err error) error {
	var failed *FailedError
	var step *runner.StepError
	if ctx.Err() != nil || !errors.As(err, &failed) && !errors.As(err, &step) && !errors.As(err, new(*learner.UnreachableError)) {
		return err
	}
	return cmp.Or(s.usable(ctx, name), err)
}

// usable gives the reason where the cluster does not run.
func (s *Setup) usable(ctx context.Context, name string) error {
	provider, err := s.Cluster(ctx, ClusterOptions{Name: name})
	if err != nil {
		return err
	}
	status, err := provider.Status(ctx)
	if err != nil {
		return err
	}
	return status.Usable(name)
}

// status says how a cluster is that can run labs, or why it cannot; one that has
// just been restarted is waited for.
func (s *Setup) status(ctx context.Context, name string) (cluster.Status, error) {
	provider, err := s.Cluster(ctx, ClusterOptions{Name: name})
	if err != nil {
		return cluster.Status{}, err
	}
	if err := provider.Await(ctx); err != nil {
		return cluster.Status{}, err
	}
	return provider.Status(ctx)
}

// noCluster says that there is no cluster to work on.
func (s *Setup) noCluster(name string) error {
	return &cluster.UnavailableError{Cluster: name, Reason: i18n.Text("there is none"), Hint: i18n.Text("labs up makes it")}
}
