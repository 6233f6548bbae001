package runner

import (
	"context"
	"errors"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// hold looks whether a check that holds goes on to do so for as long as it must: at
// each change of an object, at anything else again and again.
func (s *Session) hold(ctx context.Context, c *lab.Check, source asked, newest *lab.Output, match func(lab.Output) error) error {
	began := time.Now()
	during, end := context.WithTimeout(ctx, c.HoldsFor.Duration)
	defer end()
	var err error
	if source == nil {
		if err = s.still(during, c, match); err == nil {
			err = s.watch(ctx, c, nil, match) // the API server may have been silent meanwhile
		}
	} else {
		for !isMismatch(err) && limit.Pause(during, min(longestPause, c.HoldsFor.Duration/10)) {
			_, err = look(ctx, source, newest, s.runner.Limits.Machine.Time(limit.Look), match)
		}
	}
	if isMismatch(err) {
		return i18n.Errorf("it held for %s of %s; then: %w", time.Since(began).Round(time.Second/10), c.HoldsFor, err)
	}
	return err
}

// still watches until an object no longer matches, or until the end.
func (s *Session) still(ctx context.Context, c *lab.Check, match func(lab.Output) error) (broken error) {
	o := s.object(c)
	err := s.runner.Cluster.Watch(ctx, o, func(now *unstructured.Unstructured) bool {
		broken = matchObject(c, o, now, match)
		return broken != nil
	})
	if broken != nil || errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		return broken
	}
	return err
}
