package interrupt_test

import (
	"context"
	"os"
	"syscall"
	"testing"

	"labs.local/labs/internal/interrupt"
	"labs.local/labs/internal/testkit"
)

func TestTheFirstEndsTheWorkAndTheSecondTheCleanUp(t *testing.T) {
	ctx, stop := interrupt.Notify(syscall.SIGUSR1)
	defer stop()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	cleanUp := interrupt.CleanUp(interrupt.CleanUp(inner))
	testkit.Must(t, syscall.Kill(os.Getpid(), syscall.SIGUSR1))
	<-inner.Done()
	testkit.Must(t, cleanUp.Err())
	testkit.Must(t, syscall.Kill(os.Getpid(), syscall.SIGUSR1))
	<-cleanUp.Done()
}

func TestCleanUpWithoutSignalsGoesOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	testkit.Must(t, interrupt.CleanUp(ctx).Err())
}
