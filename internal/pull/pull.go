// Package pull gets images from registries by the engine's own command, which
// knows the context, the credentials, the proxy and the mirrors of its user, and
// says how far it is.
package pull

import (
	"context"
	"errors"
	"strings"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Engine is the container engine's command line.
type Engine interface {
	// Watch runs a command and gives each line that it writes at a terminal, or
	// elsewhere where live is false; what is no progress is its error's.
	Watch(ctx context.Context, line func(text string, live bool) (progress bool), args ...string) error
}

// Status is told what is being done.
type Status interface {
	Set(format string, args ...any)
	Track(text i18n.Message) (put func(done, total int64))
}

// Puller pulls images.
type Puller struct {
	Engine Engine
	Status Status
	// Idle is how long nothing may come.
	Idle time.Duration
}

// What may pass by itself is tried so often, with waits that double from the first.
const (
	mostTries = 4
	firstWait = 2 * time.Second
)

// Pull pulls an image that the engine does not have. Where a registry refuses, the error is an *Error.
func (p *Puller) Pull(ctx context.Context, reference string) error {
	wait := firstWait
	for tries := 1; ; tries++ {
		err := p.try(ctx, reference)
		failed, ok := errors.AsType[*Error](err)
		switch {
		case !ok, ctx.Err() != nil:
			return err
		case !failed.passing:
			return failed
		case tries == mostTries:
			failed.tries = tries
			return failed
		}
		p.Status.Set("%v; trying again in %d s", failed.Reason, int(wait.Seconds()))
		if !limit.Pause(ctx, wait) {
			return context.Cause(ctx)
		}
		wait *= 2
	}
}

// try pulls once, for as long as it moves.
func (p *Puller) try(ctx context.Context, reference string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	idle := time.AfterFunc(p.Idle, func() { cancel(silent(p.Idle)) })
	defer idle.Stop()
	shown := &shown{status: p.Status, reference: reference}
	shown.show()
	err := p.Engine.Watch(ctx, func(text string, live bool) bool {
		known := shown.layers.read(text)
		if known == moved {
			idle.Reset(p.Idle)
			shown.show()
		}
		if !live { // without sizes, nothing shows that it moves
			idle.Stop()
		}
		return known != words
	}, "pull", reference)
	failed, ok := errors.AsType[*engine.CommandError](err)
	if ctx.Err() != nil || !ok {
		return err
	}
	return because(failed, shown.layers.begun())
}

// shown is what the status shows of a pull.
type shown struct {
	layers
	status    Status
	reference string

	text i18n.Message
	put  func(done, total int64)
}

// show brings the status up to date.
func (s *shown) show() {
	name, _, _ := strings.Cut(s.reference, "@") // a digest is nothing to read
	text := i18n.Text("Pulling %s", name)
	switch {
	case s.unpacks:
		text = i18n.Text("Unpacking %s", name)
	case s.stage() == brokenOff:
		text = i18n.Text("Pulling %s: connection lost; the engine is retrying", name)
	}
	if s.put == nil || text.Format != s.text.Format {
		s.text, s.put = text, s.status.Track(text)
	}
	s.put(s.sum())
}

// Silent is a Status that says nothing.
type Silent struct{}

// Set does nothing.
func (Silent) Set(string, ...any) {}

// Track does nothing.
func (Silent) Track(i18n.Message) func(done, total int64) { return func(int64, int64) {} }
