package kube

import (
	"context"
	"sync/atomic"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// neverError says why a condition cannot become true any more.
type neverError struct{ why i18n.Message }

func (e *neverError) Error() string { return e.why.String() }

// Localized is what Error says, for any language.
func (e *neverError) Localized() i18n.Message { return e.why }

// givenUp ends a wait whose answer stands on the Pods that the object made. No
// operation of the lab runs beside the wait, but a script of it, the learner or
// a controller may still change the object: so it has to have stayed for a
// while, in one generation, and what came in between begins it anew.
func (c *Client) givenUp(ctx context.Context, last *atomic.Pointer[unstructured.Unstructured], look func(context.Context, *unstructured.Unstructured) i18n.Message, end func(error)) {
	var still *limit.Span
	stop := func() {}
	defer func() { stop() }()
	var generation int64
	for ; ctx.Err() == nil; sleep(ctx, longestPause) {
		object := last.Load()
		if object == nil {
			continue
		}
		switch why := look(ctx, object); {
		case why.IsZero():
			stop()
			still = nil
		case still == nil || generation != object.GetGeneration():
			stop()
			still, stop = limit.NewSpan(ctx, c.machine.Time(limit.Quiet))
			generation = object.GetGeneration()
		case still.Over():
			end(&neverError{why})
		}
	}
}
