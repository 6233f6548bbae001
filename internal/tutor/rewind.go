package tutor

import (
	"context"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
)

// Reset brings a lab back to its start, if the learner agrees.
func (t *Tutor) Reset(ctx context.Context, of *lab.Lab) (done bool, err error) {
	unlock, err := t.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	lost, err := t.agree(ctx, of)
	if lost == nil || err != nil {
		return false, err
	}
	t.Status.Busy("Resetting lab %s", of.Metadata.Name)
	defer t.Status.Clear()
	if err := t.Learner.Reset(ctx, lost); err != nil {
		return false, err
	}
	t.kept(lost.Copy)
	t.Lesson.Say("Lab %s is at its start.", of.Metadata.Name)
	return true, nil
}

// Goto goes to a step, if the learner agrees to what that deletes.
func (t *Tutor) Goto(ctx context.Context, of *lab.Lab, index int) error {
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	var lost *learner.Loss
	rebuild, err := t.Learner.Rebuilds(of, index)
	if err != nil {
		return err
	}
	if rebuild {
		if lost, err = t.agree(ctx, of); lost == nil || err != nil {
			return err
		}
	}
	t.Status.Busy("Going to %s", of.Metadata.Name+"/"+of.Steps[index].Name)
	defer t.Status.Clear()
	if err := t.Learner.Goto(ctx, of, index, lost); err != nil {
		return err
	}
	if lost != nil {
		t.kept(lost.Copy)
	}
	t.Lesson.Say("You are at %s. labs next goes on from there.", of.Metadata.Name+"/"+of.Steps[index].Name)
	return nil
}

// agree says what is about to be deleted, and asks; nil means no.
func (t *Tutor) agree(ctx context.Context, of *lab.Lab) (*learner.Loss, error) {
	t.Status.Busy("Looking at lab %s", of.Metadata.Name)
	lost, err := t.Learner.Losses(ctx, of)
	t.Status.Clear()
	if err != nil || lost.Copy.Empty() {
		return lost, err
	}
	t.Lesson.Losses(of.Metadata.Name, lost.Copy.Objects, lost.Copy.Files)
	yes, err := t.confirm(ctx)
	if !yes {
		return nil, err
	}
	return lost, err
}

// confirm lets only y go on, and nobody where nobody can be asked.
func (t *Tutor) confirm(ctx context.Context) (bool, error) {
	switch {
	case t.Yes:
		return true, nil
	case t.Keys == nil:
		return false, &UnattendedError{i18n.Text("nothing was changed: nobody is here to allow it\nhint: run the same command in a terminal, or with --yes")}
	}
	key, err := t.choose(ctx, choice{'y', i18n.Text("y go on")}, choice{'n', i18n.Text("n leave it")})
	if err == nil && key != 'y' {
		t.Lesson.Say("Nothing was changed.")
		return false, nil
	}
	return err == nil, err
}

// UnattendedError is what is not done without a person who says so.
type UnattendedError struct{ Message i18n.Message }

func (e *UnattendedError) Error() string { return e.Message.String() }

// Localized is what Error says, for any language.
func (e *UnattendedError) Localized() i18n.Message { return e.Message }

// kept tells where a copy is.
func (t *Tutor) kept(c backup.Copy) {
	if c.ID != "" {
		t.Lesson.Say("Kept as copy %s: labs restore %s brings it back.", c.ID, c.ID)
	}
}
