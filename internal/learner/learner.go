// Package learner is what a learner can do in a course; it sees to it that nothing of theirs is lost.
package learner

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/runner"
)

// Cluster is what a learner's moves ask of the cluster beside the runner.
type Cluster interface {
	CreateNamespace(ctx context.Context, name string) (uid string, err error)
	DeleteNamespace(ctx context.Context, name string) error
	Namespace(ctx context.Context, name string) (uid string, err error)
	Contents(ctx context.Context, namespace string) ([]*unstructured.Unstructured, error)
	Recreate(ctx context.Context, namespace string, objects []*unstructured.Unstructured) error
	Changes(ctx context.Context, namespace string, changed func(error)) error
}

// Dir is the folder of a cluster's state.
type Dir interface {
	// Work is the folder of the learner's files for a lab.
	Work(lab string) string
	// Enter makes a namespace the default of the kubeconfig.
	Enter(namespace string) error
	// Leave makes the default namespace the default again.
	Leave() error
}

// Learner takes one person through one course in one cluster.
type Learner struct {
	Course  *lab.Course
	File    progress.File
	Backups backup.Store
	Dir     Dir
	// Notice is told that a damaged progress file was put aside, and where.
	Notice func(path string)

	// Runner and Cluster are there only where there is a cluster.
	Runner  *runner.Runner
	Cluster Cluster
}

// Progress reads how far the learner is.
func (l *Learner) Progress() (*progress.Course, error) {
	p, setAside, err := l.File.Load()
	l.notice(setAside)
	if err != nil {
		return nil, err
	}
	return p.Of(l.Course.Name), nil
}

func (l *Learner) notice(setAside string) {
	if setAside != "" && l.Notice != nil {
		l.Notice(setAside)
	}
}

// update changes the progress, and notes that the learner is at a lab.
func (l *Learner) update(at string, change func(*progress.Course)) error {
	setAside, err := l.File.Update(l.Course.Name, func(c *progress.Course) error {
		change(c)
		c.Of(at).Move(time.Now())
		return nil
	})
	l.notice(setAside)
	return err
}

// Hint counts one more hint of a step as shown, and gives its index, or that of the last one, and how many there are.
func (l *Learner) Hint(of *lab.Lab, step string, hints int) (index int, err error) {
	err = l.update(of.Metadata.Name, func(c *progress.Course) {
		done := c.Of(of.Metadata.Name)
		if done.Hints == nil {
			done.Hints = map[string]int{}
		}
		index = min(done.Hints[step], hints-1)
		done.Hints[step] = index + 1
	})
	return index, err
}

// Skip leaves a step out; what it would have made is made when a later step needs it.
func (l *Learner) Skip(of *lab.Lab, step string) error {
	return l.update(of.Metadata.Name, func(c *progress.Course) { c.Skip(l.Course, of, step) })
}
