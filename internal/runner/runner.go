// Package runner takes a lab through its steps: order, deadlines, clean-up.
// It tells what happens as events and prints nothing.
package runner

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/interrupt"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/step"
)

// Cluster is what the runner asks of the cluster beside its operations.
type Cluster interface {
	step.Cluster
	Server() string
	// Answers says whether the API server is there.
	Answers(ctx context.Context) bool
	CreateNamespace(ctx context.Context, name string) (uid string, err error)
	DeleteNamespace(ctx context.Context, name string) error
	Field(ctx context.Context, object kube.Object, jsonPath string) (string, error)
	Fields(ctx context.Context, namespace string, of *lab.Objects, jsonPath string) (string, error)
	Select(ctx context.Context, namespace string, of *lab.Objects) ([]any, error)
	// Can says whether somebody may do something, and what allows it.
	Can(ctx context.Context, namespace string, of *lab.Can) (allowed bool, reason string, err error)
	Watch(ctx context.Context, object kube.Object, done func(*unstructured.Unstructured) bool) error
}

// Images is what the runner asks of the engine.
type Images interface {
	step.Images
	// Bring makes sure that an image is built as its folder says, and on the nodes.
	Bring(ctx context.Context, files fs.FS, name string) error
	// Remove takes an image away from the engine and the nodes.
	Remove(ctx context.Context, name string) error
}

// Runner runs labs in one cluster.
type Runner struct {
	Cluster Cluster
	Images  Images
	Course  *lab.Course
	Emit    event.Sink
	// Diagnoser explains failures; there may be none.
	Diagnoser Diagnoser
	Host      step.Host
	// Version is the cluster's, such as "v1.37.2".
	Version string
	// Limits are what checks and operations are bounded by in time.
	Limits limit.Limits
	// Limit gives another deadline for the checks of a step; it may be nil.
	Limit func(context.Context, *lab.Step) limit.Time
	// Looks is how often a check asks again until its limit is over; 0 is what
	// suits a person.
	Looks int
	// Evidence looks in a namespace for what shows why a step failed; it may
	// be nil.
	Evidence func(ctx context.Context, namespace string) []event.Evidence
	// Keep leaves the namespace of a lab that failed.
	Keep bool
}

// Session is a lab that is being taken, in its namespace: the scope of its operations, and who follows them.
type Session struct {
	*step.Scope
	// UID is that of the lab's namespace.
	UID string

	runner *Runner
	emit   event.Sink
	// diagnoser explains failures; there may be none.
	diagnoser Diagnoser
}

// Open makes a lab's namespace and brings its images. Values are those that
// earlier steps captured, where a lab is taken up again. The session is there
// to be removed even if there is an error.
func (r *Runner) Open(ctx context.Context, l *lab.Lab, namespace string, values lab.Values) (*Session, error) {
	return r.open(ctx, l, Attempt{Namespace: namespace, Number: 1}, values)
}

func (r *Runner) open(ctx context.Context, l *lab.Lab, attempt Attempt, values lab.Values) (*Session, error) {
	all := lab.Values{}
	maps.Copy(all, values)
	all["namespace"], all["server"] = attempt.Namespace, r.Cluster.Server()
	s := &Session{runner: r, emit: r.Emit, diagnoser: r.Diagnoser, Scope: &step.Scope{
		Cluster: r.Cluster, Images: r.Images, Course: r.Course, Lab: l, Host: r.Host, Values: all, Limits: r.Limits,
		Notice: func(text i18n.Message) { r.Emit(event.Notice{Lab: l, Text: text}) },
	}}
	r.Emit(event.LabStarted{Lab: l, Namespace: attempt.Namespace, Attempt: attempt.Number, Last: attempt.Last})
	started := time.Now()
	err := s.prepare(ctx, attempt.Namespace)
	r.Emit(event.LabPrepared{Lab: l, Err: err, Elapsed: time.Since(started)})
	return s, err
}

// Reporting is the same session, for work that reports to another sink, and explains
// failures or leaves that.
func (s *Session) Reporting(to event.Sink, explain bool) *Session {
	other := *s
	other.emit = to
	if !explain {
		other.diagnoser = nil
	}
	return &other
}

// prepare brings the images while the namespace is made. A namespace that
// fails does not end the work on images, which other labs may wait for too.
func (s *Session) prepare(ctx context.Context, namespace string) error {
	var group errgroup.Group
	group.Go(func() (err error) {
		ctx, cancel := limit.With(ctx, s.runner.Limits.Machine.Time(limit.CleanUp)) // an earlier one may have to go first
		defer cancel()
		s.UID, err = s.runner.Cluster.CreateNamespace(ctx, namespace)
		return err
	})
	for _, image := range s.Lab.Images {
		group.Go(func() error { return s.runner.bring(ctx, image) })
	}
	return group.Wait()
}

func (r *Runner) bring(ctx context.Context, image string) error {
	ctx, cancel := limit.With(ctx, r.Limits.Machine.Time(limit.Build))
	defer cancel()
	_, err := limit.Within(ctx, func() (string, error) { return image, r.Images.Bring(ctx, r.Course.Files, image) })
	if over := new(limit.OverError); errors.As(err, &over) {
		return i18n.Errorf("prepare image %q: %w", image, err)
	}
	return err
}

// Remove ends what runs and deletes the namespace with all that is in it,
// also when the context is over.
func (s *Session) Remove(ctx context.Context) error {
	started := time.Now()
	ctx, cancel := limit.With(interrupt.CleanUp(ctx), s.runner.Limits.Machine.Time(limit.CleanUp))
	defer cancel()
	err := s.remove(ctx)
	s.emit(event.LabCleaned{Lab: s.Lab, Err: err, Elapsed: time.Since(started)})
	return err
}

func (s *Session) remove(ctx context.Context) error {
	if err := errors.Join(s.Close(), s.runner.Cluster.DeleteNamespace(ctx, s.Values["namespace"])); err != nil {
		return &CleanUpError{err}
	}
	return nil
}

// CleanUpError is what kept a lab from being cleaned up.
type CleanUpError struct{ Err error }

func (e *CleanUpError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *CleanUpError) Localized() i18n.Message { return i18n.Text("clean up: %v", e.Err) }

func (e *CleanUpError) Unwrap() error { return e.Err }
