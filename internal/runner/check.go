package runner

import (
	"cmp"
	"context"
	"errors"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// firstPause and longestPause are how long a check that has to ask again
// waits in between; the pause doubles.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// limits is how long checks have: all of them together, nil for one look, or each its own where it may.
type limits struct {
	all *limit.Span
	own bool
}

// of is the limit of a check.
func (l limits) of(ctx context.Context, c *lab.Check, machine *limit.Machine) (*limit.Span, context.CancelFunc) {
	if own := c.Timeout.Duration; l.own && own > 0 {
		return limit.NewSpan(ctx, machine.Time(own))
	}
	return l.all, func() {}
}

// check evaluates a step's checks, in order, to the end: a learner wants to
// see all that is wrong. Once one has failed, the others are asked only once
// more. The error is that of the first one. Before has, where it is known,
// what kept each check from holding before the step.
func (s *Session) check(ctx context.Context, current *lab.Step, last *result, before []error, most limits) error {
	var first, unproven error
	causes := reported{}
	seen := round{}
	for i := range current.Checks {
		described := &current.Checks[i]
		started := time.Now()
		if first != nil {
			most = limits{}
		}
		span, release := most.of(ctx, described, s.runner.Limits.Machine)
		failure, err := s.evaluate(ctx, described, last, seen, span, first == nil)
		release()
		elapsed := time.Since(started)
		diagnosis, waitsFor := causes.of(described, s.explain(ctx, current, failure))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			first = cmp.Or(first, s.failed(current, described, err))
		} else if before != nil {
			if err = vacuous(described, before[i]); err != nil {
				unproven = cmp.Or(unproven, s.failed(current, described, err))
			}
		}
		s.emit(event.CheckFinished{
			Lab: s.Lab, Step: current, Check: described, Statement: check.Statement(failure.Check),
			Err: err, Diagnosis: diagnosis, WaitsFor: waitsFor, Elapsed: elapsed,
		})
	}
	return cmp.Or(first, unproven)
}

func (s *Session) failed(current *lab.Step, c *lab.Check, err error) error {
	return &StepError{Lab: s.Lab, Step: current, Check: c, Err: err}
}

// evaluate waits until a check holds, for as long as the limit; without one it
// looks once. With hold it sees that it goes on to hold for as long as it must.
// What its source gave in this round is looked at first. It gives what a
// diagnosis needs, with the error in it too: that of a check that could not look
// is an *UnseenError.
func (s *Session) evaluate(ctx context.Context, described *lab.Check, last *result, seen round, most *limit.Span, hold bool) (f diagnose.Failure, err error) {
	c, source, err := s.Check(described)
	if f.Check = &c; err != nil {
		return f, err
	}
	defer func() { f.Err = err }()
	match := s.match(c, last)
	var asks asked
	switch newest := &f.Output; {
	case c.Object != "" || c.Absent != "":
		err = s.watch(ctx, &c, most, match)
	case c.Live():
		asks = &live{s, &c}
		err = s.poll(ctx, asks, newest, false, most, match)
	case source != nil:
		asks = source
		var there bool
		f.Output, there = seen.known(&c)
		err = s.poll(ctx, asks, newest, there, most, match)
		seen.keep(&c, f.Output, err)
	case last.operation.Expanded.Repeatable():
		asks = &last.operation
		err = s.poll(ctx, asks, &last.output, true, most, match)
	default:
		err = match(last.output)
	}
	if err == nil && hold && c.HoldsFor.Duration > 0 {
		err = s.hold(ctx, &c, asks, &f.Output, match)
	}
	if !c.HasSource() {
		f.Operation, f.Output = &last.operation.Expanded, last.output
	}
	return f, s.unseen(ctx, err)
}

// match holds an output against a check. Of an operation that is to fail, the
// check expects that too.
func (s *Session) match(c lab.Check, last *result) func(lab.Output) error {
	if !c.HasSource() && c.ExitCode == nil {
		c.ExitCode = last.operation.Expanded.ExitCode
	}
	return func(out lab.Output) error { return check.Match(&c, out, s.Values) }
}

// asked is something whose output is asked for.
type asked interface {
	Run(ctx context.Context) (lab.Output, error)
}

// poll asks again until the output matches, and keeps the newest. One that is
// there already is looked at first; without a limit, one look is all. A look
// that began within the limit may end after it: on a busy machine, to look
// takes time too.
func (s *Session) poll(ctx context.Context, source asked, newest *lab.Output, there bool, most *limit.Span, match func(lab.Output) error) (last error) {
	if there {
		if last = match(*newest); last == nil || most.Over() {
			return last
		}
	}
	first := firstPause
	if s.runner.Looks > 0 {
		first = most.Rest() / time.Duration(s.runner.Looks)
	}
	for pause := first; ; pause = min(2*pause, max(first, longestPause)) {
		whole, err := look(ctx, source, newest, s.runner.Limits.Machine.Time(limit.Look).OrLonger(most.Rest()), match)
		if err == nil {
			return nil
		}
		if last == nil || whole {
			last = err // an attempt that was cut short says nothing
		}
		if most.Over() {
			return last
		}
		if limit.Pause(most, pause); ctx.Err() != nil {
			return last
		}
	}
}

// look asks once; whole says that it was not cut short.
func look(ctx context.Context, source asked, newest *lab.Output, most limit.Time, match func(lab.Output) error) (whole bool, err error) {
	ctx, cancel := limit.With(ctx, most)
	defer cancel()
	out, err := source.Run(ctx)
	if err == nil {
		*newest = out
		err = match(out)
	}
	return ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded), err
}

func isMismatch(err error) bool { return errors.As(err, new(*check.Mismatch)) }
