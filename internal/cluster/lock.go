package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
)

// BusyError says that another labs works on the cluster.
type BusyError struct{ Cluster, PID string }

func (e *BusyError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *BusyError) Localized() i18n.Message {
	return i18n.Text("cluster %q: another labs (process %s) is working on it\nhint: wait until it is done, or use a cluster of your own with --name", e.Cluster, e.PID)
}

// Lock keeps other processes from the cluster until the given function is
// called. The lock goes with the process, however it ends.
func Lock(dir Dir, name string) (unlock func(), err error) {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(string(dir), "lock")
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	locked, err := lock.TryLock()
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
