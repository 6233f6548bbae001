package lesson

import (
	"context"
	"slices"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
)

// Reset brings a lab back to its start, if the learner agrees.
func (l *Lesson) Reset(ctx context.Context, of *lab.Lab) (done bool, err error) {
	unlock, err := l.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	lost, err := l.agree(ctx, event.Reset, of)
	if lost == nil || err != nil {
		return false, err
	}
	l.working(i18n.Text("Resetting lab %s", of.Metadata.Name))
	if err := l.Learner.Reset(ctx, lost); err != nil {
		return false, err
	}
	l.kept(lost)
	l.report(event.LabReset{Lab: of})
	return true, nil
}

// Goto goes to a step, if the learner agrees to what that deletes.
func (l *Lesson) Goto(ctx context.Context, of *lab.Lab, index int) (done bool, err error) {
	unlock, err := l.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	rebuild, err := l.Learner.Rebuilds(of, index)
	if err != nil {
		return false, err
	}
	var lost *learner.Changes
	if rebuild {
		if lost, err = l.agree(ctx, event.Goto, of); lost == nil || err != nil {
			return false, err
		}
	}
	l.working(i18n.Text("Going to %s", Path(of, &of.Steps[index])))
	if err := l.Learner.Goto(ctx, of, index, lost); err != nil {
		return false, err
	}
	l.kept(lost)
	l.report(event.StepReached{Lab: of, Step: &of.Steps[index]})
	return true, nil
}

// Restore brings a copy back, if the learner agrees to what that replaces.
func (l *Lesson) Restore(ctx context.Context, id string) (done bool, err error) {
	c, err := l.copy(id)
	if err != nil {
		return false, err
	}
	of, err := l.Learner.LabOf(c)
	if err != nil {
		return false, err
	}
	unlock, err := l.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	lost, err := l.agree(ctx, event.Restore, of)
	if lost == nil || err != nil {
		return false, err
	}
	l.working(i18n.Text("Restoring backup %s", c.ID))
	if err := l.Learner.Restore(ctx, c, lost); err != nil {
		return false, err
	}
	l.kept(lost)
	l.report(event.BackupRestored{ID: c.ID, Lab: of})
	return true, nil
}

func (l *Lesson) copy(id string) (backup.Backup, error) {
	copies, err := l.Learner.Backups.List()
	if err != nil {
		return backup.Backup{}, err
	}
	index := slices.IndexFunc(copies, func(c backup.Backup) bool { return c.ID == id })
	if index < 0 {
		return backup.Backup{}, i18n.Errorf("backup %s does not exist\nhint: run labs restore to list the backups", id)
	}
	return copies[index], nil
}

// agree says what is about to be deleted, and asks where there is anything; nil means no.
func (l *Lesson) agree(ctx context.Context, action event.Action, of *lab.Lab) (*learner.Changes, error) {
	l.working(i18n.Text("Inspecting lab %s", of.Metadata.Name))
	lost, err := l.Learner.Changes(ctx, of)
	if err != nil || lost.Backup.Empty() {
		return lost, err
	}
	l.report(event.ConfirmationAsked{Action: action, Lab: of, Objects: lost.Backup.Objects, Files: lost.Backup.Files})
	if yes, err := l.allowed(ctx); !yes {
		return nil, err
	}
	return lost, nil
}

// allowed lets only a Confirm go on, and nobody where nobody can be asked.
func (l *Lesson) allowed(ctx context.Context) (bool, error) {
	switch {
	case l.Yes:
		return true, nil
	case !l.Attended:
		return false, &UnattendedError{i18n.Text("nothing was changed: confirmation is required, but labs cannot ask for it here\nhint: run the same command in a terminal, or with --yes")}
	}
	a, err := l.choose(ctx, event.Offer{Action: event.Confirm, Label: i18n.Text("continue")}, event.Offer{Action: event.Decline, Label: i18n.Text("cancel")})
	if err == nil && a.Action == event.Decline {
		l.report(event.ActionDeclined{})
	}
	return err == nil && a.Action == event.Confirm, err
}

// kept reports where a copy is.
func (l *Lesson) kept(lost *learner.Changes) {
	if lost != nil && lost.Backup.ID != "" {
		l.report(event.BackupSaved{ID: lost.Backup.ID})
	}
}
