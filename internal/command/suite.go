package command

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/demand"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/runner"
)

// suite runs the labs in parallel, each in a namespace of its own.
func (t *testRun) suite(ctx context.Context, r *runner.Runner, begun event.RunStarted) error {
	summary := console.NewSummary(t.Streams, t.Status, t.labs)
	sinks := []event.Sink{summary.Sink}
	if t.options.verbose {
		sinks = []event.Sink{console.Trace(t.Streams), summary.Sink}
	}
	t.report(r, begun, sinks...)
	run := strconv.FormatUint(uint64(rand.Uint32()), 36)
	turns := t.turns(ctx, begun.Cluster, t.options.parallel)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	failures := make([]error, len(t.labs))
	for i, l := range t.labs {
		if failures[i] = turns.refuse(r, l); failures[i] != nil {
			if t.options.failFast {
				cancel()
			}
			continue
		}
		enter := turns.Join(demand.Of(t.course, l))
		group.Go(func() error {
			failures[i] = t.take(inner, r, l, run, enter)
			if failures[i] != nil && t.options.failFast {
				cancel()
			}
			return nil
		})
	}
	_ = group.Wait()
	summary.Finish()
	return verdict(ctx, failures)
}

// take runs a lab when its turn comes.
func (t *testRun) take(ctx context.Context, r *runner.Runner, l *lab.Lab, run string, enter func(context.Context) (func(), error)) error {
	leave, err := enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return t.try(ctx, r, l, run)
}

// try runs a lab until it passes, as often as it may.
func (t *testRun) try(ctx context.Context, r *runner.Runner, l *lab.Lab, run string) (err error) {
	most := t.options.retries + 1
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

// verdict makes one error of those of the labs: that of the cause, where the
// labs themselves were not at fault.
func verdict(ctx context.Context, failures []error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	failed := 0
	for _, err := range failures {
		var step *runner.StepError
		switch {
		case err == nil:
		case errors.As(err, &step):
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

// mutantPatience is how much longer a check of a mutant may take at first.
const mutantPatience = 2 * time.Second

// mutants runs wrong variants of the labs.
func (t *testRun) mutants(ctx context.Context, r *runner.Runner, begun event.RunStarted) error {
	mutation := console.NewMutation(t.Streams, t.Status, t.labs, t.options.verbose)
	t.report(r, begun, mutation.Sink)
	turns := t.turns(ctx, begun.Cluster, t.options.batch)
	for _, l := range t.labs {
		if err := demand.CheckRoom(t.course, l, turns.nodes); err != nil {
			return &runner.StepError{Lab: l, Step: err.Step, Err: err}
		}
	}
	m := &mutate.Runner{Runner: r, Options: mutate.Options{Batch: t.options.batch, Patience: mutantPatience, Queue: turns.Queue}}
	err := m.Run(ctx, t.labs)
	if err == nil || errors.As(err, new(*mutate.SurvivedError)) {
		mutation.Finish()
	}
	return err
}
