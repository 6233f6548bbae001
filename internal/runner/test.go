package runner

import (
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
)

// Attempt says which run of a lab this is.
type Attempt struct {
	Namespace string
	// Number counts from 1; Last says that no other follows if it fails.
	Number int
	Last   bool
}

// Test proves all steps of a lab, those of tasks by their solutions, in a
// namespace that it makes and removes.
func (r *Runner) Test(ctx context.Context, l *lab.Lab, attempt Attempt) (err error) {
	if applies, err := l.Applies(r.Version); err != nil || !applies {
		r.Emit(event.LabSkipped{Lab: l, Version: r.Version})
		return err
	}
	finished := event.LabFinished{Lab: l, Attempt: attempt.Number}
	started := time.Now()
	defer func() {
		finished.Err, finished.Elapsed = err, time.Since(started)
		finished.Retried = err != nil && !attempt.Last && ctx.Err() == nil
		r.Emit(finished)
	}()
	session, err := r.open(ctx, l, attempt, nil)
	defer func() { err = errors.Join(err, session.end(ctx, err)) }()
	if err != nil {
		return err
	}
	var unproven []error
	for i := range l.Steps {
		err := session.Prove(ctx, i)
		if err != nil && !isVacuous(err) {
			return errors.Join(append(unproven, err)...)
		}
		unproven = append(unproven, err)
		finished.Steps, finished.Checks = finished.Steps+1, finished.Checks+len(l.Steps[i].Checks)
	}
	return errors.Join(unproven...)
}

// end removes the session, but for one that failed and is to be looked at.
func (s *Session) end(ctx context.Context, failure error) error {
	if s.runner.Keep && failure != nil && ctx.Err() == nil {
		s.emit(event.LabKept{Lab: s.Lab, Namespace: s.Values["namespace"]})
		return s.Close()
	}
	return s.Remove(ctx)
}
