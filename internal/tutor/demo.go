package tutor

import (
	"context"
	"errors"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/runner"
)

// demo shows what will run, and runs it when the learner says so.
func (t *Tutor) demo(ctx context.Context, s *learner.Sitting) (outcome, error) {
	commands, err := s.Commands(s.Step().Operations)
	if err != nil {
		return quit, err
	}
	t.Lesson.Commands(commands)
	t.known = len(commands) == 1
	defer func() { t.known = false }()
	run := choice{'\n', i18n.Text("Enter run it")}
	for {
		key, err := t.ask(ctx, run, choice{'s', i18n.Text("s skip")})
		if err != nil {
			return quit, err
		}
		if key != '\n' {
			if out, done, err := t.common(ctx, s, key); done || err != nil {
				return out, err
			}
			continue
		}
		err = t.do(ctx, s)
		if err == nil {
			return t.passed(ctx, s)
		}
		if err := t.forgive(ctx, err); err != nil {
			return quit, err
		}
		run.label, t.known = i18n.Text("Enter run it again"), false
	}
}

// forgive shows why a step failed, and gives the error back where it is not
// for the learner to mend.
func (t *Tutor) forgive(ctx context.Context, err error) error {
	t.Status.Clear()
	var failed *runner.StepError
	if ctx.Err() != nil || !errors.As(err, &failed) {
		return err
	}
	if err := t.Alive(ctx); err != nil {
		return err
	}
	if failed.Check == nil {
		t.Lesson.Fault(failed)
	}
	return nil
}

// do runs a step while no other process works on the cluster.
func (t *Tutor) do(ctx context.Context, s *learner.Sitting) error {
	unlock, err := t.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	defer t.Status.Clear()
	return s.Do(ctx)
}

// alone takes a step that nobody is asked about.
func (t *Tutor) alone(ctx context.Context, s *learner.Sitting) (outcome, error) {
	if err := t.do(ctx, s); err != nil {
		return quit, err
	}
	return t.passed(ctx, s)
}
