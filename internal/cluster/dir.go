package cluster

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// DefaultNamespace is the namespace in use where no lab is open.
const DefaultNamespace = "default"

// Dir is the folder that holds what is known of a cluster.
type Dir string

// Kubeconfig is the path of the cluster's own kubeconfig.
func (d Dir) Kubeconfig() string { return filepath.Join(string(d), "kubeconfig") }

// CAFile is the path of the certificate of the cluster's authority.
func (d Dir) CAFile() string { return filepath.Join(string(d), "ca.crt") }

func (d Dir) record() string { return filepath.Join(string(d), "cluster.json") }

// Owner is the ID, of 12 letters and digits, of what labs makes in the cluster: random, and
// remembered with the cluster. Clusters of earlier versions have one that comes from the path.
func (d Dir) Owner() string {
	return cmp.Or(d.known().Owner, fmt.Sprintf("%x", sha256.Sum256([]byte(d)))[:12])
}

// Progress is the path of the file that tells how far the learner is.
func (d Dir) Progress() string { return filepath.Join(string(d), "progress.json") }

// Work is the path of the folder in which the learner works at a lab.
func (d Dir) Work(lab string) string { return filepath.Join(string(d), "work", lab) }

// Backups is the path of the folder with copies of the learner's work.
func (d Dir) Backups() string { return filepath.Join(string(d), "backups") }

// Bin is the path of the folder with the programs of the learner's shell.
func (d Dir) Bin() string { return filepath.Join(string(d), "bin") }

// Cache is the path of the folder in which kubectl keeps what it discovers.
func (d Dir) Cache() string { return filepath.Join(string(d), "cache") }

// StartUp is the path of the folder with the start-up files of the learner's
// shell.
func (d Dir) StartUp() string { return filepath.Join(string(d), "shell") }

// Namespaces is the file that names what labs test has made and not removed yet.
func (d Dir) Namespaces() string { return filepath.Join(string(d), "namespaces") }

// Namespace is the path of the file that names the namespace in use, in one
// line: a prompt can read it without a program.
func (d Dir) Namespace() string { return filepath.Join(string(d), "namespace") }

// kept are the names of what is the learner's own in the folder, and of what a
// move of the cluster has not brought to its end.
var kept = []string{"progress.json", "progress.json.broken", "work", "backups", moving + ".snapshot"}

// remove takes the folder away, or all of it but what is kept.
func (d Dir) remove(all bool) error {
	if all {
		return os.RemoveAll(string(d))
	}
	entries, err := os.ReadDir(string(d))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, entry := range entries {
		if slices.Contains(kept, entry.Name()) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(string(d), entry.Name())); err != nil {
			return err
		}
	}
	_ = os.Remove(string(d)) // only where nothing is left in it
	return nil
}

// Enter makes a namespace the one in use: the default of the cluster's own
// kubeconfig, and what the prompts show.
func (d Dir) Enter(namespace string) error {
	config, err := clientcmd.LoadFromFile(d.Kubeconfig())
	if err != nil {
		return i18n.Errorf("read kubeconfig %q: %w", d.Kubeconfig(), err)
	}
	current := config.Contexts[config.CurrentContext]
	if current == nil {
		return i18n.Errorf("kubeconfig %q: its current context %q does not exist", d.Kubeconfig(), config.CurrentContext)
	}
	if current.Namespace != namespace {
		current.Namespace = namespace
		data, err := clientcmd.Write(*config)
		if err != nil {
			return err
		}
		if err := replace.File(d.Kubeconfig(), data, 0o600); err != nil {
			return err
		}
	}
	return replace.File(d.Namespace(), []byte(namespace+"\n"), 0o600)
}

// Leave goes back to the default namespace.
func (d Dir) Leave() error { return d.Enter(DefaultNamespace) }

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
