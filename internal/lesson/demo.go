package lesson

import (
	"context"
	"errors"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
)

// demo shows what will run, and runs it when the learner says so.
func (l *Lesson) demo(ctx context.Context, s *learner.OpenStep) (outcome, error) {
	commands, err := s.Session.Commands(s.Step().Operations)
	if err != nil {
		return quit, err
	}
	l.report(event.CommandsShown{Lab: s.Lab, Step: s.Step(), Commands: commands})
	run := event.Offer{Action: event.Run, Label: i18n.Text("run it")}
	for {
		a, err := l.choose(ctx, always(s.Step(), run, event.Offer{Action: event.Skip, Label: i18n.Text("skip")})...)
		if err != nil {
			return quit, err
		}
		if a.Action != event.Run {
			if out, left, err := l.act(ctx, s, a); left || err != nil {
				return out, err
			}
			continue
		}
		if err = l.do(ctx, s); err == nil {
			return passed, l.pass(ctx, s)
		}
		if err := l.forgive(ctx, err); err != nil {
			return quit, err
		}
		run.Label = i18n.Text("run it again")
	}
}

// forgive reports why a step failed, and gives the error back where it is not for the learner to fix.
func (l *Lesson) forgive(ctx context.Context, err error) error {
	failed, ok := errors.AsType[*runner.StepError](err)
	if ctx.Err() != nil || !ok {
		return err
	}
	if err := l.lost(ctx); err != nil {
		return err
	}
	if failed.Check == nil {
		l.report(event.ActionFailed{Err: failed})
	}
	return nil
}

// do runs a step while no other process works on the cluster.
func (l *Lesson) do(ctx context.Context, s *learner.OpenStep) error {
	unlock, err := l.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return s.Do(ctx)
}
