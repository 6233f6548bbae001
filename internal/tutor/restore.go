package tutor

import (
	"context"
	"slices"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
)

// Restore brings a copy back, if the learner agrees to what that replaces.
func (t *Tutor) Restore(ctx context.Context, id string) error {
	copies, err := t.Learner.Copies.List()
	if err != nil {
		return err
	}
	index := slices.IndexFunc(copies, func(c backup.Copy) bool { return c.ID == id })
	if index < 0 {
		return i18n.Errorf("there is no copy %s\nhint: labs restore lists those that are there", id)
	}
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return t.restore(ctx, copies[index])
}

func (t *Tutor) restore(ctx context.Context, c backup.Copy) error {
	t.Status.Busy("Looking at lab %s", c.Lab)
	lost, err := t.Learner.Replaced(ctx, c)
	t.Status.Clear()
	if err != nil {
		return err
	}
	if !lost.Copy.Empty() {
		t.Lesson.Replaces(c.Lab, lost.Copy.Objects, lost.Copy.Files)
		if yes, err := t.confirm(ctx); !yes {
			return err
		}
	}
	t.Status.Busy("Bringing copy %s back", c.ID)
	err = t.Learner.Restore(ctx, c, lost)
	t.Status.Clear()
	if err != nil {
		return err
	}
	t.kept(lost.Copy)
	t.Lesson.Say("Copy %s is back, in lab %s. labs next goes on from there.", c.ID, c.Lab)
	return nil
}
