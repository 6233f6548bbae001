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
// gives what run gives then. A process that the script started may outlive it
// and hold its output open.
func Interrupt(t *testing.T, run func(ctx context.Context, script string) error) error {
	t.Helper()
	ready, hold := pipe(t, "READY"), pipe(t, "HOLD")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx, `cat "$HOLD" & echo > "$READY"; wait`) }()
	_, err := os.ReadFile(ready)
	Must(t, err)
	cancel()
	defer func() { // ends that process, if it still runs
		file, err := os.OpenFile(hold, os.O_RDWR, 0)
		Must(t, err)
		Must(t, file.Close())
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		return errors.New("it goes on after it was interrupted")
	}
}

// pipe makes a named pipe, whose path the variable of that name holds: who opens it waits for the other end.
func pipe(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	Must(t, syscall.Mkfifo(path, 0o600))
	t.Setenv(name, path)
	return path
}

// Program puts a shell script of that name into a folder of its own at the front of PATH, and gives its path.
func Program(t *testing.T, name, script string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	path := filepath.Join(dir, name)
	Must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755))
	return path
}
