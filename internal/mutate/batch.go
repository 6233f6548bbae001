package mutate

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
)

// attempts is how often what proves nothing is run.
const attempts = 3

// batch is some mutants of a lab that run together with the lab as it is: a
// mutant counts as noticed only where the unchanged lab passes under the same
// load and sets the pace.
type batch struct {
	*Runner
	lab          *lab.Lab
	requirements schedule.Requirements
	mutants      []Mutant
	finished     []event.MutantFinished
}

// take runs the mutants; those of which nothing can be said then run again, with twice the margin.
func (b *batch) take(ctx context.Context) error {
	open := make([]int, len(b.mutants))
	for i := range open {
		open[i] = i
	}
	var faults []error
	for margin := b.Margin; margin < b.Margin<<attempts; margin *= 2 {
		var err error
		if faults, err = b.together(ctx, open, margin); err != nil {
			return err
		}
		open = slices.DeleteFunc(open, func(i int) bool { return faults[i] == nil })
		if len(open) == 0 {
			for _, f := range b.finished {
				b.Emit(f)
			}
			return nil
		}
		b.Emit(event.Notice{Lab: b.lab, Text: i18n.Text("the unchanged lab fails when it runs next to its mutants; running %d of them again with longer timeouts: %v", len(open), faults[open[0]])})
	}
	return i18n.Errorf("the unchanged lab %q fails when it runs beside its mutants, so their results prove nothing: %w\nhint: run `labs test %s` to see whether the lab itself fails; a smaller --batch reduces the load on the machine",
		b.lab.Metadata.Name, faults[open[0]], b.lab.Metadata.Name)
}

// together runs the unchanged lab and the mutants of these indices. The
// faults, by index, are what keeps a mutant from having proved anything.
func (b *batch) together(ctx context.Context, open []int, margin time.Duration) (faults []error, err error) {
	faults = make([]error, len(b.mutants))
	var unchanged error
	pace := newPace(b.lab, b.Limits.Machine, margin)
	group, ctx := errgroup.WithContext(ctx)
	// The unchanged lab goes first: the others wait for its pace.
	leave, err := b.Queue.Enter(ctx, b.requirements)
	if err != nil {
		return faults, err
	}
	group.Go(func() (err error) {
		defer leave()
		unchanged, err = b.unchanged(ctx, pace)
		return err
	})
	for _, i := range open {
		group.Go(func() (err error) {
			needs := b.demandOf(&b.mutants[i])
			leave, err := b.Queue.Enter(ctx, needs)
			if err != nil {
				return err
			}
			defer leave()
			b.finished[i], faults[i], err = b.one(ctx, b.mutants[i], needs.Shared(), &kept{Cluster: b.Cluster, pace: pace}, margin)
			b.finished[i].Lab, b.finished[i].Step = b.lab, &b.lab.Steps[b.mutants[i].Step]
			return err
		})
	}
	err = group.Wait()
	for _, i := range open {
		if unchanged != nil {
			faults[i] = unchanged
		}
	}
	return faults, err
}

// unchanged runs the lab as it is, and sets the pace of the mutants.
func (b *batch) unchanged(ctx context.Context, pace *pace) (fault, err error) {
	defer close(pace.ended)
	f, fault, err := b.one(ctx, Mutant{Lab: b.lab, Course: b.Course}, b.requirements.Shared(), &set{b.Cluster, pace}, pace.margin)
	if fault = cmp.Or(fault, f.Err); fault == nil && err == nil {
		close(pace.passed)
	}
	return fault, err
}

// demandOf is what a mutant needs: what it makes itself, and what the others of
// the lab make, for what it lacks must not be found because they have it.
func (b *batch) demandOf(m *Mutant) schedule.Requirements {
	return schedule.Of(m.Course, m.Lab).Beside(b.requirements)
}

// one runs a mutant in a cluster.
func (b *batch) one(ctx context.Context, m Mutant, shared bool, p pacer, margin time.Duration) (f event.MutantFinished, fault, err error) {
	t := &trial{Runner: b.Runner, mutant: m, pacer: p, margin: margin, shared: shared}
	f, err = t.try(ctx, b.namespace(b.lab))
	if early, ok := errors.AsType[*earlyError](err); ok {
		return f, early.Unwrap(), nil
	}
	return f, nil, err
}
