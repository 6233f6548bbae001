package runner

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/step"
)

// oneTry is what a check gets for asking once when the deadline is over.
const oneTry = 2 * time.Second

// firstPause and longestPause are how long a check that has to ask again
// waits in between; the pause doubles.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// check demands a step's checks, in order, to the end: a learner wants to
// see all that is wrong. The error is that of the first one.
func (s *Session) check(ctx context.Context, current *lab.Step, last *result) error {
	var first error
	deadline := time.Now().Add(s.runner.Deadline)
	for i := range current.Checks {
		described := &current.Checks[i]
		started := time.Now()
		statement, err := s.demand(ctx, described, last, deadline)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.runner.Emit(event.CheckFinished{
			Lab: s.Lab, Step: current, Check: described, Statement: statement, Err: err, Elapsed: time.Since(started),
		})
		if err != nil && first == nil {
			first = &StepError{Lab: s.Lab, Step: current, Check: described, Err: err}
		}
	}
	return first
}

// demand waits until a check holds, or its deadline has come: its own, or
// else the one that all checks of the step share.
func (s *Session) demand(ctx context.Context, described *lab.Check, last *result, deadline time.Time) (statement string, err error) {
	c, err := lab.Expand(s.Values, *described)
	if err != nil {
		return check.Statement(described), err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout.Or(max(time.Until(deadline), oneTry)))
	defer cancel()
	match := func(out lab.Output) error { return check.Match(&c, out, s.Values) }
	switch source := s.Source(&c); {
	case c.Object != "":
		err = s.watch(ctx, &c, match)
	case source != nil:
		err = poll(ctx, source, nil, match)
	case last.repeatable:
		err = poll(ctx, last.operation, &last.output, match)
	default:
		err = match(last.output)
	}
	return check.Statement(&c), err
}

// watch holds a live object against a check at each change of it.
func (s *Session) watch(ctx context.Context, c *lab.Check, match func(lab.Output) error) error {
	namespace := c.Namespace
	if namespace == "" {
		namespace = s.Values["namespace"]
	}
	var last error
	err := s.runner.Cluster.Watch(ctx, kube.Object{Reference: c.Object, Namespace: namespace}, func(object *unstructured.Unstructured) bool {
		last = matchObject(c, object, match)
		return last == nil
	})
	if errors.Is(err, context.DeadlineExceeded) && last != nil {
		return last
	}
	return err
}

func matchObject(c *lab.Check, object *unstructured.Unstructured, match func(lab.Output) error) error {
	if object == nil {
		return &check.Mismatch{Expected: c.Object + " to exist"}
	}
	text, err := json.Marshal(object.Object)
	if err != nil {
		return err
	}
	return match(lab.Output{Text: string(text)})
}

// poll asks again until the output matches. An output that is there already
// is looked at first, and replaced by the newest.
func poll(ctx context.Context, source step.Operation, have *lab.Output, match func(lab.Output) error) error {
	var last error
	if have == nil {
		have = new(lab.Output)
	} else if last = match(*have); last == nil {
		return nil
	}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		out, err := source.Run(ctx)
		if err == nil {
			*have = out
			err = match(out)
		}
		if err == nil {
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err // an attempt that was cut short says nothing
		}
		select {
		case <-ctx.Done():
			return last
		case <-time.After(pause):
		}
	}
}
