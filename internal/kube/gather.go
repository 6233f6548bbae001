package kube

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// gather asks for what each of some things has, of all at once; the order is
// none. The error is the first one.
func gather[From, To any](ctx context.Context, all []From, ask func(context.Context, From) ([]To, error)) (found []To, err error) {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, one := range all {
		group.Go(func() error {
			some, err := ask(ctx, one)
			mu.Lock()
			defer mu.Unlock()
			found = append(found, some...)
			return err
		})
	}
	err = group.Wait()
	return found, err
}
