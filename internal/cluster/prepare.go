package cluster

import (
	"context"
	"time"
)

// prepare begins what can be done meanwhile, and gives what ends it, which waits
// for it within a limit: a registry that is slow to answer keeps nobody waiting.
func (k *Kind) prepare(ctx context.Context, image string) (prepared func(limit time.Duration)) {
	if k.Prepare == nil {
		return func(time.Duration) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.Prepare(ctx, image)
	}()
	return func(limit time.Duration) {
		defer time.AfterFunc(limit, cancel).Stop()
		<-done
		cancel()
	}
}
