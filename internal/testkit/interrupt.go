package testkit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Interrupt runs a shell script by run, ends its context while it runs, and
// gives what run gives then. A process that the script started outlives it
// and holds its output open.
func Interrupt(t *testing.T, run func(ctx context.Context, script string) error) error {
	t.Helper()
	ready, hold := pipe(t, "READY"), pipe(t, "HOLD")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx, `cat "$HOLD" & echo > "$READY"; wait`) }()
	_, err := os.ReadFile(ready)
	Must(t, err)
	cancel()
	defer func() { Must(t, os.WriteFile(hold, nil, 0o600)) }() // ends that process
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		return errors.New("it goes on after it was interrupted")
	}
}

// pipe makes a named pipe, whose path the variable of that name holds: who
// opens it waits for the other end.
func pipe(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	Must(t, syscall.Mkfifo(path, 0o600))
	t.Setenv(name, path)
	return path
}
