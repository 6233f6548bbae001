package command

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/schedule"
)

// suite runs the labs in parallel, each in a namespace of its own.
type suite struct {
	test    *testRun
	summary *console.Summary
	// trace is nil where the details are not asked for.
	trace event.Sink
}

func newSuite(t *testRun) *suite {
	s := &suite{test: t, summary: console.NewSummary(t.Streams, t.Status, t.labs)}
	if t.options.verbose {
		s.trace = console.Trace(t.Streams)
	}
	return s
}

// Sink shows the details first.
func (s *suite) Sink(e event.Event) {
	if s.trace != nil {
		s.trace(e)
	}
	s.summary.Sink(e)
}

func (s *suite) run(ctx context.Context, r *runner.Runner) error {
	run := strconv.FormatUint(uint64(rand.Uint32()), 36)
	turns := s.test.turns(ctx, r.Host.Cluster, s.test.options.parallel)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	failures := make([]error, len(s.test.labs))
	for i, l := range s.test.labs {
		if failures[i] = turns.refuse(r, l); failures[i] != nil {
			if s.test.options.failFast {
				cancel()
			}
			continue
		}
		enter := turns.Join(schedule.Of(s.test.course, l))
		group.Go(func() error {
			failures[i] = s.take(inner, r, l, run, enter)
			if failures[i] != nil && s.test.options.failFast {
				cancel()
			}
			return nil
		})
	}
	_ = group.Wait()
	s.summary.Finish()
	return verdict(ctx, failures)
}

// take runs a lab when its turn comes.
func (s *suite) take(ctx context.Context, r *runner.Runner, l *lab.Lab, run string, enter func(context.Context) (func(), error)) error {
	leave, err := enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.try(ctx, r, l, run)
}

// try runs a lab until it passes, as often as it may.
func (s *suite) try(ctx context.Context, r *runner.Runner, l *lab.Lab, run string) (err error) {
	most := s.test.options.retries + 1
	for number := 1; number <= most; number++ {
		namespace := l.Metadata.Name + "-" + run
		if number > 1 {
			namespace += "-" + strconv.Itoa(number)
		}
		err = r.Test(ctx, l, runner.Attempt{Namespace: namespace, Number: number, Last: number == most})
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// verdict makes one error of those of the labs: that of the cause, where the labs themselves were not at fault.
func verdict(ctx context.Context, failures []error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	failed := 0
	for _, err := range failures {
		switch {
		case err == nil:
		case errors.As(err, new(*runner.StepError)):
			failed++
		case !errors.Is(err, context.Canceled): // cut short by a lab that failed
			return err
		}
	}
	if failed > 0 {
		return &FailedError{failed, len(failures)}
	}
	return nil
}

// mutantMargin is how much longer a check of a mutant may take at first.
const mutantMargin = 2 * time.Second

type mutants struct {
	*console.Mutation
	test *testRun
}

func (m *mutants) run(ctx context.Context, r *runner.Runner) error {
	turns := m.test.turns(ctx, r.Host.Cluster, m.test.options.batch)
	for _, l := range m.test.labs {
		if err := schedule.CheckRoom(m.test.course, l, turns.nodes); err != nil {
			return &runner.StepError{Lab: l, Step: err.Step, Err: err}
		}
	}
	runner := &mutate.Runner{Runner: r, Options: mutate.Options{Batch: m.test.options.batch, Margin: mutantMargin, Queue: turns.Queue}}
	err := runner.Run(ctx, m.test.labs)
	if err == nil || errors.As(err, new(*mutate.SurvivedError)) {
		m.Finish()
	}
	return err
}
