package runner

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/step"
)

// tryLimit bounds one look of a check, for whose limit nobody waits any more.
const tryLimit = 10 * time.Second

// firstPause and longestPause are how long a check that has to ask again
// waits in between; the pause doubles.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// patience says how long a check may be waited for now; 0 is one look.
type patience func(*lab.Check) time.Duration

// shared is the patience of checks that share a deadline, where a check may
// have a longer one of its own.
func shared(limit time.Duration) patience {
	deadline := time.Now().Add(limit)
	return func(c *lab.Check) time.Duration { return c.Timeout.Or(time.Until(deadline)) }
}

// check demands a step's checks, in order, to the end: a learner wants to
// see all that is wrong. Once one has failed, the others are asked only once
// more. The error is that of the first one. Before has, where it is known,
// what kept each check from holding before the step.
func (s *Session) check(ctx context.Context, current *lab.Step, last *result, before []error, patience patience) error {
	var first, lies error
	var causes news
	for i := range current.Checks {
		described := &current.Checks[i]
		started := time.Now()
		var limit time.Duration
		if first == nil {
			limit = patience(described)
		}
		failure, err := s.demand(ctx, described, last, limit)
		elapsed := time.Since(started)
		diagnosis := causes.of(s.explain(ctx, failure))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			first = cmp.Or(first, s.fault(current, described, err))
		} else if before != nil {
			if err = lie(described, before[i]); err != nil {
				lies = cmp.Or(lies, s.fault(current, described, err))
			}
		}
		s.runner.Emit(event.CheckFinished{
			Lab: s.Lab, Step: current, Check: described, Statement: check.Statement(failure.Check),
			Err: err, Diagnosis: diagnosis, Elapsed: elapsed,
		})
	}
	return cmp.Or(first, lies)
}

func (s *Session) fault(current *lab.Step, c *lab.Check, err error) error {
	return &StepError{Lab: s.Lab, Step: current, Check: c, Err: err}
}

// demand waits until a check holds, for as long as the limit; without one it
// looks once. It gives what a diagnosis needs, with the error in it too.
func (s *Session) demand(ctx context.Context, described *lab.Check, last *result, limit time.Duration) (f diagnose.Failure, err error) {
	c, err := lab.Expand(s.Values, *described)
	if err != nil {
		return diagnose.Failure{Check: described}, err
	}
	f.Check = &c
	defer func() { f.Err = err }()
	match := func(out lab.Output) error { return check.Match(&c, out, s.Values) }
	source, err := s.Source(described)
	if err != nil {
		return f, err
	}
	switch {
	case c.Object != "":
		err = s.watch(ctx, &c, limit, match)
	case source != nil:
		err = s.poll(ctx, source, &f.Output, false, limit, match)
	case last.repeatable:
		err = s.poll(ctx, last.operation, &last.output, true, limit, match)
	default:
		err = match(last.output)
	}
	if !c.HasSource() {
		f.Operation, f.Output = &last.described, last.output
	}
	return f, err
}

// watch holds a live object against a check at each change of it. Where the
// API server does not answer within the limit, it is looked at once more.
func (s *Session) watch(ctx context.Context, c *lab.Check, limit time.Duration, match func(lab.Output) error) error {
	if limit > 0 {
		seen, err := s.see(ctx, c, limit, match, false)
		if seen || limit >= tryLimit || ctx.Err() != nil {
			return err
		}
	}
	_, err := s.see(ctx, c, tryLimit, match, true)
	return err
}

// see watches until the object matches, or with once until it is there to
// look at; seen says that it was looked at.
func (s *Session) see(ctx context.Context, c *lab.Check, limit time.Duration, match func(lab.Output) error, once bool) (seen bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	namespace := cmp.Or(c.Namespace, s.Values["namespace"])
	var last error
	err = s.runner.Cluster.Watch(ctx, kube.Object{Reference: c.Object, Namespace: namespace}, func(object *unstructured.Unstructured) bool {
		seen, last = true, matchObject(c, object, match)
		return last == nil || once
	})
	if (err == nil || errors.Is(err, context.DeadlineExceeded)) && last != nil {
		return seen, last
	}
	return seen, err
}

func matchObject(c *lab.Check, object *unstructured.Unstructured, match func(lab.Output) error) error {
	if object == nil {
		return &check.Mismatch{Expected: i18n.Text("%s to exist", c.Object)}
	}
	text, err := json.Marshal(object.Object)
	if err != nil {
		return err
	}
	return match(lab.Output{Text: string(text)})
}

// poll asks again until the output matches, and keeps the newest. One that is
// there already is looked at first; without a limit, one look is all. A look
// that began within the limit may end after it: on a busy machine, to look
// takes time too.
func (s *Session) poll(ctx context.Context, source step.Operation, newest *lab.Output, there bool, limit time.Duration, match func(lab.Output) error) (last error) {
	if there {
		if last = match(*newest); last == nil || limit <= 0 {
			return last
		}
	}
	end := time.Now().Add(limit)
	first := firstPause
	if s.runner.Looks > 0 {
		first = limit / time.Duration(s.runner.Looks)
	}
	for pause := first; ; pause = min(2*pause, max(first, longestPause)) {
		whole, err := look(ctx, source, newest, max(tryLimit, time.Until(end)), match)
		if err == nil {
			return nil
		}
		if last == nil || whole {
			last = err // an attempt that was cut short says nothing
		}
		rest := time.Until(end)
		if rest <= 0 {
			return last
		}
		select {
		case <-ctx.Done():
			return last
		case <-time.After(min(pause, rest)):
		}
	}
}

// look asks once; whole says that it was not cut short.
func look(ctx context.Context, source step.Operation, newest *lab.Output, limit time.Duration, match func(lab.Output) error) (whole bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := source.Run(ctx)
	if err == nil {
		*newest = out
		err = match(out)
	}
	return ctx.Err() == nil, err
}
