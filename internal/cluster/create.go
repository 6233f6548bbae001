package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"labs.local/labs/internal/limit"
)

// create makes the cluster. What it was about to make is written down first,
// so that a creation that is cut short can be told from a foreign cluster.
func (k *Kind) create(ctx context.Context, began time.Time) error {
	state, image, err := k.left()
	if err == nil && state == nil {
		image, err = k.Image(ctx)
	}
	if err != nil {
		return err
	}
	known := k.begin(image, began)
	if _, err := k.Engine.Output(ctx, "network", "inspect", "kind"); err != nil {
		known.Network = "kind"
	}
	if ctx.Err() != nil {
		return ctx.Err() // whether there is a network is not known
	}
	if state != nil {
		k.Progress("Recreating the cluster with its objects: its last move to another port did not finish")
		return k.arrive(ctx, known, state)
	}
	key, err := k.key(ctx, image)
	if err != nil {
		return err
	}
	restored := false
	err = k.record(ctx, known, func() (err error) {
		restored, err = k.make(ctx, known, key)
		return err
	})
	if err != nil || restored {
		return err
	}
	return k.keep(ctx, key, image)
}

// begin is what is remembered of a cluster whose creation begins.
func (k *Kind) begin(image string, began time.Time) *record {
	return &record{Engine: k.Engine.Name, EngineID: k.Engine.Identity(), Image: image, Owner: cmp.Or(k.Dir.known().Owner, strings.ToLower(rand.Text()[:12])), Created: began}
}

// began is when the creation began, that of an attempt before it included which
// was killed moments ago.
func (k *Kind) began() time.Time {
	now, before := time.Now().UTC(), k.Dir.known()
	if len(before.Nodes) > 0 || before.Created.Before(now.Add(-time.Minute)) {
		return now
	}
	return before.Created
}

// record does what makes a cluster, and sees to it that what is remembered is
// true at each moment. What was not made to its end is removed.
func (k *Kind) record(ctx context.Context, known *record, work func() error) error {
	if err := k.Dir.write(known); err != nil {
		return err
	}
	prepared := k.prepare(ctx, known.Image)
	if err := work(); err != nil {
		k.noteFullDisk(ctx, err)
		err = k.failed(ctx, err)
		prepared(0)
		return errors.Join(err, k.undo())
	}
	prepared(limit.Prepare)
	found, err := k.nodeContainers(ctx)
	if err != nil {
		return err
	}
	for _, c := range found {
		known.Nodes = append(known.Nodes, c.id)
	}
	if err := k.Dir.write(known); err != nil {
		return err
	}
	return k.ready(ctx, found[0].started, known.Pace, known.Pace.Of(limit.Settle))
}

// undo removes a half-made cluster, though the context may be over.
func (k *Kind) undo() error {
	ctx, cancel := context.WithTimeout(context.Background(), k.Dir.Pace().Of(limit.Undo))
	defer cancel()
	return k.remove(ctx)
}
