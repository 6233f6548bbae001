package command

import (
	"context"
	"errors"
	"fmt"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/interrupt"
)

// matrix runs the labs on one node image after the other, each in a new cluster of its own, and reports all in one
// table. Its error is the first one, when every image has had its turn.
func (t *testRun) matrix(ctx context.Context, images []string) (err error) {
	table := console.NewMatrix(t.Streams, t.labs)
	t.sinks = append(t.sinks, table.Sink)
	for i, image := range images {
		t.Status.Clear()
		t.Streams.Say("node image %s", image)
		name := fmt.Sprintf("%s-matrix-%d", t.options.name, i+1)
		fault := t.column(ctx, name, image)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if t.failed(ctx, name, image, fault) {
			t.Streams.Say("node image %s: %v", image, fault)
		}
		err = worst(err, fault)
	}
	table.Finish()
	return err
}

// worst keeps the error that says most: one of an image over labs that failed.
func worst(a, b error) error {
	if a == nil || b != nil && errors.As(a, new(*FailedError)) {
		return b
	}
	return a
}

func (t *testRun) column(ctx context.Context, name, image string) error {
	options := ClusterOptions{Name: name, NodeImage: image, All: true}
	return t.managed(ctx, t.tester.Lifecycles, options, func(l Lifecycle) error { return t.inNew(ctx, l, name) })
}

// inNew runs the labs in a cluster that is made for them.
func (t *testRun) inNew(ctx context.Context, lifecycle Lifecycle, name string) (err error) {
	if err := lifecycle.Down(ctx); err != nil { // what a run that was killed has left
		return i18n.Errorf("delete the leftover cluster %q: %w", name, err)
	}
	defer func() {
		if t.options.keep && errors.As(err, new(*FailedError)) {
			return
		}
		t.Status.Set("Removing cluster %q", name)
		err = errors.Join(err, lifecycle.Down(interrupt.CleanUp(ctx)))
		t.Status.Clear()
	}()
	if err := lifecycle.Up(ctx); err != nil {
		return err
	}
	t.Status.Clear()
	return t.on(ctx, name)
}
