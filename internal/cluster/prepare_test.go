package cluster

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/testkit"
)

func TestWhatIsPreparedKeepsNobodyWaiting(t *testing.T) {
	for name, test := range map[string]struct{ takes, limit, waited time.Duration }{
		"done before":    {0, time.Minute, 0},
		"done in time":   {time.Second, 3 * time.Second, time.Second},
		"too slow":       {time.Hour, 3 * time.Second, 3 * time.Second},
		"not wanted now": {time.Hour, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var image string
				k := &Kind{Prepare: func(ctx context.Context, of string) {
					image = of
					select {
					case <-ctx.Done():
					case <-time.After(test.takes):
					}
				}}
				started := time.Now()
				k.prepare(t.Context(), "node:v1")(test.limit)
				testkit.Equal(t, time.Since(started), test.waited)
				testkit.Equal(t, image, "node:v1")
			})
		})
	}
}
