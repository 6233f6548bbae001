package mutate

import (
	"context"
	"errors"
	"net"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/interrupt"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/step"
)

// waits is how much more time the wait for an object gets than a check:
// on a busy machine, Pods start slowly and all at once.
const waits = 30

// earlyError is what failed before the step that the fault of a mutant is in,
// or was not able to answer, so that it says nothing of the mutant.
type earlyError struct{ error }

func (e *earlyError) Unwrap() error { return e.error }

// trial is one mutant being run.
type trial struct {
	*Runner
	mutant Mutant
	pacer  pacer
	margin time.Duration
	// shared says that others must not begin before all is cleaned up.
	shared bool

	// failed is the check that fails first; stop ends the lab then.
	failed *event.CheckFinished
	stop   context.CancelFunc
}

// try runs a mutant until something notices it. The error is that of a fault that is not the mutant's.
func (t *trial) try(ctx context.Context, namespace string) (event.MutantFinished, error) {
	started := time.Now()
	finished := event.MutantFinished{Mutant: t.mutant.Name, Diff: t.mutant.Diff, Step: &t.mutant.Lab.Steps[t.mutant.Step]}
	err := t.take(ctx, namespace)
	finished.Elapsed = time.Since(started)
	var rejected *kube.RejectedError
	var early *earlyError
	switch failed := (*runner.StepError)(nil); {
	case ctx.Err() != nil:
		return finished, ctx.Err()
	case t.failed != nil && runner.IsUnseen(t.failed.Err):
		return finished, &earlyError{t.failed.Err}
	case t.failed != nil:
		finished.Outcome, finished.Noticed, finished.Err = event.Killed, t.failed.Step, t.failed.Err
	case errors.As(err, &early):
		return finished, early
	case err == nil:
		finished.Outcome = event.Survived
	case errors.As(err, &rejected):
		finished.Outcome, finished.Err = event.Rejected, rejected
	case unreachable(err):
		return finished, &earlyError{err}
	case errors.As(err, &failed):
		finished.Outcome, finished.Noticed, finished.Err = event.Killed, failed.Step, failed.Err
	default:
		return finished, i18n.Errorf("mutant %q: %w", t.mutant.Name, err)
	}
	return finished, nil
}

// unreachable says whether it was the network or the API server that failed, which says nothing of a mutant.
func unreachable(err error) bool {
	if errors.As(err, new(*step.UnreachedError)) || kube.Unreachable(err) {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return !errors.Is(err, context.DeadlineExceeded)
	}
	switch apierrors.ReasonForError(err) {
	case metav1.StatusReasonServerTimeout, metav1.StatusReasonTimeout, metav1.StatusReasonTooManyRequests, metav1.StatusReasonServiceUnavailable:
		return true
	}
	return false
}

// take runs the mutant's lab from the step that the fault is in; what comes before is only brought about.
func (t *trial) take(ctx context.Context, namespace string) (err error) {
	ctx, t.stop = context.WithCancel(ctx)
	defer t.stop()
	hasty, err := t.hasty()
	if err != nil {
		return err
	}
	r := *t.Runner.Runner
	r.Cluster, r.Course, r.Emit = t.pacer, t.mutant.Course, t.note
	r.Limit, r.Looks, r.Diagnoser, r.Evidence = t.pacer.limit, t.pacer.looks(), nil, nil
	session, err := r.Open(ctx, hasty, namespace, nil)
	clean := func() error { return t.clean(interrupt.CleanUp(ctx), session) }
	if t.shared {
		defer func() { err = errors.Join(err, clean()) }()
	} else {
		defer t.cleaning.Go(clean)
	}
	if err != nil {
		return err
	}
	if err := session.Resume(ctx, t.mutant.Step, func(string) bool { return false }); err != nil {
		return &earlyError{err}
	}
	for i := t.mutant.Step; i < len(hasty.Steps); i++ {
		if err := session.Run(ctx, i, true); err != nil {
			return err
		}
	}
	return nil
}

// clean removes what the mutant left, while others run.
func (t *trial) clean(ctx context.Context, session *runner.Session) error {
	err := session.Remove(ctx)
	if t.mutant.Image != "" {
		err = errors.Join(err, t.Images.Remove(ctx, t.mutant.Image))
	}
	return err
}

// note ends the lab at the first check that fails.
func (t *trial) note(e event.Event) {
	t.pacer.note(e)
	if f, ok := e.(event.CheckFinished); ok && f.Err != nil && t.failed == nil && !unreachable(f.Err) {
		t.failed = &f
		t.stop()
	}
}

// hasty is the mutant's lab with limits that fit an unchanged one.
func (t *trial) hasty() (*lab.Lab, error) {
	l, err := clone(t.mutant.Lab)
	if err != nil {
		return nil, err
	}
	for _, o := range l.Operations() {
		if o.Facts().Effect == lab.Waits {
			o.Timeout = lab.Duration{Duration: waits * t.margin}
		}
	}
	for _, s := range l.Steps {
		for j := range s.Checks {
			s.Checks[j].Timeout = lab.Duration{}
		}
	}
	return l, nil
}
