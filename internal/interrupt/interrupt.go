// Package interrupt is what Ctrl-C means: the first ends the work, the second
// the clean-up after it, and the third the program.
package interrupt

import (
	"context"
	"os"
	"os/signal"
)

type cleanUpKey struct{}

// Notify gives a context that the first of some signals ends. The second one
// ends what CleanUp gives for it, and a third does what it does to any program.
func Notify(signals ...os.Signal) (ctx context.Context, stop func()) {
	ctx, first, second := New(context.Background())
	came := make(chan os.Signal, 2)
	signal.Notify(came, signals...)
	go func() {
		<-came
		first()
		<-came
		signal.Stop(came)
		second()
	}()
	return ctx, func() { signal.Stop(came) }
}

// New gives a context that first ends; second ends what CleanUp gives for it.
func New(parent context.Context) (ctx context.Context, first, second func()) {
	cleanUp, second := context.WithCancel(parent)
	ctx, first = context.WithCancel(context.WithValue(cleanUp, cleanUpKey{}, cleanUp))
	return ctx, first, second
}

// CleanUp gives the context of what cleans up after some work, whether that was
// interrupted or not: only a second interruption ends it.
func CleanUp(ctx context.Context) context.Context {
	if cleanUp, ok := ctx.Value(cleanUpKey{}).(context.Context); ok {
		return context.WithValue(cleanUp, cleanUpKey{}, cleanUp)
	}
	return context.WithoutCancel(ctx)
}
