package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
)

// lockEvery is the time between two attempts at a lock.
const lockEvery = 50 * time.Millisecond

// BusyError says that another labs works on the cluster.
type BusyError struct{ Cluster, PID string }

func (e *BusyError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *BusyError) Localized() i18n.Message {
	return i18n.Text("cluster %q is in use by another labs process (PID %s)\nhint: wait until it finishes, or use another cluster with --name", e.Cluster, e.PID)
}

// Lock keeps other processes from the cluster until the given function is
// called. Where another has it, it is waited for within a limit, 0 being not
// at all. The lock goes with the process, however it ends.
func Lock(ctx context.Context, dir Dir, name string, limit time.Duration) (unlock func(), err error) {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(string(dir), "lock")
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	locked, err := lock.TryLock()
	if err == nil && !locked && limit > 0 {
		waiting, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		locked, err = lock.TryLockContext(waiting, lockEvery)
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			err = nil // busy all the time
		}
	}
	if err != nil {
		return nil, i18n.Errorf("lock %q: %w", path, err)
	}
	if !locked {
		pid, _ := os.ReadFile(path)
		return nil, &BusyError{Cluster: name, PID: strings.TrimSpace(string(pid))}
	}
	if err := os.WriteFile(path, fmt.Appendln(nil, os.Getpid()), 0o600); err != nil {
		return nil, err
	}
	return func() { _ = lock.Unlock() }, nil
}
