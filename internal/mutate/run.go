package mutate

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/schedule"
)

// Options say how mutants are run.
type Options struct {
	// Batch is how many mutants run at the same time.
	Batch int
	// Margin is how much longer a check of a mutant may take than that of the unchanged lab, at first.
	Margin time.Duration
	// Queue says which mutants may run when.
	Queue *schedule.Queue
}

// Runner runs mutants.
type Runner struct {
	*runner.Runner
	Options

	// cleaning has what goes on behind the labs that run.
	cleaning errgroup.Group
	run      string
	started  atomic.Int64
}

// Run runs the mutants of labs in batches, each mutant in a namespace of its
// own. Mutants that survive are a *SurvivedError.
func (r *Runner) Run(ctx context.Context, labs []*lab.Lab) error {
	r.run = strconv.FormatUint(uint64(rand.Uint32()), 36)
	cached := *r.Runner
	cached.Images = newImages(cached.Images)
	r.Runner = &cached
	tallies := make([]event.LabMutated, len(labs))
	group, inner := errgroup.WithContext(ctx)
	for i, l := range labs {
		group.Go(func() (err error) {
			tallies[i], err = r.lab(inner, l)
			return err
		})
	}
	if err := cmp.Or(group.Wait(), r.cleaning.Wait()); err != nil {
		return err
	}
	survived, total := 0, 0
	for _, t := range tallies {
		survived, total = survived+t.Survived, total+t.Killed+t.Survived
	}
	if survived > 0 {
		return &SurvivedError{survived, total}
	}
	return nil
}

// SurvivedError says that mutants were not noticed; the report has said which.
type SurvivedError struct{ Survived, Total int }

func (e *SurvivedError) Error() string {
	return fmt.Sprintf("%d of %d mutants survived", e.Survived, e.Total)
}

// lab runs the mutants of one lab and counts how they ended.
func (r *Runner) lab(ctx context.Context, l *lab.Lab) (event.LabMutated, error) {
	tally := event.LabMutated{Lab: l}
	if applies, err := l.Applies(r.Version); err != nil || !applies {
		r.Emit(event.LabSkipped{Lab: l, Version: r.Version})
		return tally, err
	}
	started := time.Now()
	mutants, excluded, err := Derive(r.Course, l)
	if err != nil {
		return tally, err
	}
	r.Emit(event.MutantsStarted{Lab: l, Total: len(mutants)})
	finished, err := r.all(ctx, l, mutants)
	if err != nil {
		return tally, err
	}
	for _, f := range finished {
		tally.Count(f.Outcome)
	}
	tally.Excluded, tally.Elapsed = len(excluded), time.Since(started)
	r.Emit(tally)
	return tally, nil
}

// all runs a lab's mutants in groups of at most a batch.
func (r *Runner) all(ctx context.Context, l *lab.Lab, mutants []Mutant) ([]event.MutantFinished, error) {
	finished := make([]event.MutantFinished, len(mutants))
	group, ctx := errgroup.WithContext(ctx)
	for from := 0; from < len(mutants); from += r.Batch {
		to := min(from+r.Batch, len(mutants))
		b := &batch{Runner: r, lab: l, requirements: schedule.Of(r.Course, l), mutants: mutants[from:to], finished: finished[from:to]}
		group.Go(func() error { return b.take(ctx) })
	}
	err := group.Wait()
	return finished, err
}

// namespace gives a name that no other trial has.
func (r *Runner) namespace(l *lab.Lab) string {
	return l.Metadata.Name + "-" + r.run + "-" + strconv.FormatInt(r.started.Add(1), 10)
}
