package learner

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
)

// Loss is what a move would delete, and after the move has its copy.
type Loss struct {
	// Copy names the objects and the files, and has an ID once it is kept.
	Copy backup.Copy

	lab     *lab.Lab
	objects []*unstructured.Unstructured
}

// Losses looks at what a lab has in the cluster, and at the files that the
// learner changed.
func (l *Learner) Losses(ctx context.Context, of *lab.Lab) (*Loss, error) {
	lost, err := l.objects(ctx, of)
	if err != nil {
		return nil, err
	}
	lost.Copy.Files, err = l.changed(of, lost.Copy.Progress.Values)
	return lost, err
}

func (l *Learner) objects(ctx context.Context, of *lab.Lab) (*Loss, error) {
	p, err := l.Progress()
	if err != nil {
		return nil, err
	}
	name := of.Metadata.Name
	lost := &Loss{lab: of, Copy: backup.Copy{Course: l.Course.Name, Lab: name, Created: time.Now(), Progress: p.Of(name)}}
	if at, index := p.Where(l.Course); at == of {
		lost.Copy.Step = of.Steps[index].Name
	}
	if lost.objects, err = l.Cluster.Contents(ctx, name); err != nil {
		return nil, err
	}
	for _, o := range lost.objects {
		lost.Copy.Objects = append(lost.Copy.Objects, kube.Reference(o))
	}
	return lost, nil
}

// keep writes the copy of what is about to be lost.
func (l *Learner) keep(lost *Loss, before string) (err error) {
	if lost.Copy.Empty() {
		return nil
	}
	lost.Copy.Before = before
	lost.Copy, err = l.Copies.Keep(lost.Copy, lost.objects, l.Dir.Work(lost.lab.Metadata.Name))
	return err
}

// Keep writes a copy before a solution is applied.
func (l *Learner) Keep(lost *Loss) error { return l.keep(lost, "solve") }

// Reset brings a lab back to its start, in the cluster, in the work folder
// and in the learner's progress.
func (l *Learner) Reset(ctx context.Context, lost *Loss) error {
	if err := l.keep(lost, "reset"); err != nil {
		return err
	}
	name := lost.lab.Metadata.Name
	if err := l.Cluster.DeleteNamespace(ctx, name); err != nil {
		return err
	}
	if err := l.clear(lost.lab, lost.Copy.Files); err != nil {
		return err
	}
	return l.update(name, func(c *progress.Course) {
		c.Labs[name] = &progress.Lab{Spent: c.Of(name).Spent, Seen: c.Of(name).Seen}
		c.Lab, c.Step = name, lost.lab.Steps[0].Name
	})
}

// Rebuilds says whether to go to a step means to delete what is in the
// cluster: steps after it have left their work there.
func (l *Learner) Rebuilds(of *lab.Lab, index int) (bool, error) {
	p, err := l.Progress()
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(of.Steps[index:], func(s lab.Step) bool {
		return s.Leaves() && slices.Contains(p.Of(of.Metadata.Name).Made, s.Name)
	}), nil
}

// Goto goes to a step. With a loss it first deletes what is in the cluster,
// and what earlier steps made is made again when the step is opened.
func (l *Learner) Goto(ctx context.Context, of *lab.Lab, index int, lost *Loss) error {
	name := of.Metadata.Name
	if lost != nil {
		if err := l.keep(lost, "goto"); err != nil {
			return err
		}
		if err := l.Cluster.DeleteNamespace(ctx, name); err != nil {
			return err
		}
		if err := l.left(name); err != nil {
			return err
		}
	}
	return l.update(name, func(c *progress.Course) { c.Lab, c.Step = name, of.Steps[index].Name })
}

// left notes that a lab has nothing in the cluster any more.
func (l *Learner) left(name string) error {
	err := l.update(name, func(c *progress.Course) { c.Of(name).Namespace, c.Of(name).Made = "", nil })
	if err != nil {
		return err
	}
	return l.Dir.Leave()
}

// Replaced looks at what a lab has now, where a copy of it is to be brought back.
func (l *Learner) Replaced(ctx context.Context, c backup.Copy) (*Loss, error) {
	of := l.Course.Lab(c.Lab)
	if of == nil || c.Course != l.Course.Name {
		return nil, i18n.Errorf("backup %s belongs to lab %q of course %q, not to this course", c.ID, c.Lab, c.Course)
	}
	return l.Losses(ctx, of)
}

// Restore brings a copy back, and keeps one of what is there now.
func (l *Learner) Restore(ctx context.Context, c backup.Copy, lost *Loss) error {
	if err := l.keep(lost, "restore"); err != nil {
		return err
	}
	objects, err := l.Copies.Objects(c)
	if err != nil {
		return err
	}
	uid, err := l.Cluster.CreateNamespace(ctx, c.Lab)
	if err != nil {
		return err
	}
	if err := l.Cluster.Recreate(ctx, c.Lab, objects); err != nil {
		return err
	}
	if err := l.Copies.PutFiles(c, l.Dir.Work(c.Lab)); err != nil {
		return err
	}
	err = l.update(c.Lab, func(p *progress.Course) {
		p.Of(c.Lab) // makes the map
		p.Labs[c.Lab] = c.Progress
		c.Progress.Namespace = uid
		if lost.lab.Step(c.Step) != nil {
			p.Lab, p.Step = c.Lab, c.Step
		}
	})
	if err != nil {
		return err
	}
	return l.Dir.Enter(c.Lab)
}
