package learner

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
)

// Changes is what a move would delete, and after the move has its copy.
type Changes struct {
	// Backup names the objects and the files, and has an ID once it is kept.
	Backup backup.Backup

	lab     *lab.Lab
	objects []*unstructured.Unstructured
}

// Changes looks at what a lab has in the cluster, and at the files that the learner changed.
func (l *Learner) Changes(ctx context.Context, of *lab.Lab) (*Changes, error) {
	changes, err := l.objects(ctx, of)
	if err != nil {
		return nil, err
	}
	changes.Backup.Files, err = l.changed(of, changes.Backup.Progress.Values)
	return changes, err
}

func (l *Learner) objects(ctx context.Context, of *lab.Lab) (*Changes, error) {
	p, err := l.Progress()
	if err != nil {
		return nil, err
	}
	name := of.Metadata.Name
	changes := &Changes{lab: of, Backup: backup.Backup{Course: l.Course.Name, Lab: name, Created: time.Now(), Progress: p.Of(name)}}
	if at, index := p.Where(l.Course); at == of {
		changes.Backup.Step = of.Steps[index].Name
	}
	if changes.objects, err = l.Cluster.Contents(ctx, name); err != nil {
		return nil, err
	}
	for _, o := range changes.objects {
		changes.Backup.Objects = append(changes.Backup.Objects, kube.Reference(o))
	}
	return changes, nil
}

// Keep writes a copy of what a verb is about to delete.
func (l *Learner) Keep(changes *Changes, before string) (err error) {
	if changes.Backup.Empty() {
		return nil
	}
	changes.Backup.Before = before
	changes.Backup, err = l.Backups.Keep(changes.Backup, changes.objects, l.Dir.Work(changes.lab.Metadata.Name))
	return err
}

// Reset brings a lab back to its start, in the cluster, in the work folder and in the learner's progress.
func (l *Learner) Reset(ctx context.Context, changes *Changes) error {
	if err := l.Keep(changes, "reset"); err != nil {
		return err
	}
	name := changes.lab.Metadata.Name
	if err := l.Cluster.DeleteNamespace(ctx, name); err != nil {
		return err
	}
	for _, file := range changes.Backup.Files {
		if err := os.Remove(filepath.Join(l.Dir.Work(name), file)); err != nil {
			return err
		}
	}
	return l.update(name, func(c *progress.Course) {
		c.Labs[name] = &progress.Lab{Spent: c.Of(name).Spent, Seen: c.Of(name).Seen}
		c.Lab, c.Step = name, changes.lab.Steps[0].Name
	})
}

// Rebuilds says whether going to a step deletes what later steps have left in the cluster.
func (l *Learner) Rebuilds(of *lab.Lab, index int) (bool, error) {
	p, err := l.Progress()
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(of.Steps[index:], func(s lab.Step) bool {
		return s.Leaves() && slices.Contains(p.Of(of.Metadata.Name).Made, s.Name)
	}), nil
}

// Goto goes to a step. With changes it first deletes what is in the cluster; Open makes again what is needed.
func (l *Learner) Goto(ctx context.Context, of *lab.Lab, index int, changes *Changes) error {
	name := of.Metadata.Name
	if changes != nil {
		if err := l.Keep(changes, "goto"); err != nil {
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

// LabOf gives the lab that a copy is of.
func (l *Learner) LabOf(c backup.Backup) (*lab.Lab, error) {
	of := l.Course.Lab(c.Lab)
	if of == nil || c.Course != l.Course.Name {
		return nil, i18n.Errorf("backup %s belongs to lab %q of course %q, not to this course", c.ID, c.Lab, c.Course)
	}
	return of, nil
}

// Restore brings a copy back, and keeps one of what is there now.
func (l *Learner) Restore(ctx context.Context, c backup.Backup, changes *Changes) error {
	if err := l.Keep(changes, "restore"); err != nil {
		return err
	}
	objects, err := l.Backups.Objects(c)
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
	if err := l.Backups.PutFiles(c, l.Dir.Work(c.Lab)); err != nil {
		return err
	}
	err = l.update(c.Lab, func(p *progress.Course) {
		p.Of(c.Lab) // makes the map
		p.Labs[c.Lab] = c.Progress
		c.Progress.Namespace = uid
		if changes.lab.Step(c.Step) != nil {
			p.Lab, p.Step = c.Lab, c.Step
		}
	})
	if err != nil {
		return err
	}
	return l.Dir.Enter(c.Lab)
}
