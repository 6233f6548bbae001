// Package snapshot keeps the state of a newly made cluster, so that the next
// one starts from it: what kubeadm and the controllers have written into etcd,
// without what belongs to one node, one start or one set of keys.
package snapshot

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
	"go.etcd.io/etcd/pkg/v3/traceutil"
	"go.etcd.io/etcd/server/v3/lease"
	"go.etcd.io/etcd/server/v3/storage/backend"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
	"go.uber.org/zap"

	"labs.local/labs/internal/i18n"
)

// State is an etcd database, as in the file member/snap/db of a data directory.
type State []byte

// stateLimit is far more than a new cluster's database has, in bytes.
const stateLimit = 256 << 20

// Take makes a State of the database of a running cluster, read while etcd did
// not write to it.
func Take(database io.Reader) (State, error) { return take(database, reduceToNew) }

// TakeWhole makes a State with all that somebody made in a cluster: only what
// goes with its keys is left out.
func TakeWhole(database io.Reader) (State, error) { return take(database, reduceToObjects) }

func take(database io.Reader, reduce func(key string, value []byte) (keep bool, err error)) (State, error) {
	dir, err := os.MkdirTemp("", "labs-snapshot-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")
	if err := writeLimited(path, database); err != nil {
		return nil, err
	}
	if err := rewrite(path, reduce); err != nil {
		return nil, i18n.Errorf("read the cluster's state: %w", err)
	}
	return os.ReadFile(path)
}

func writeLimited(path string, r io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	written, err := io.Copy(file, io.LimitReader(r, stateLimit+1))
	if err == nil && (written == 0 || written > stateLimit) {
		err = i18n.Errorf("the cluster's state has %d bytes, which is not possible for a new cluster", written)
	}
	return err
}

// rewrite leaves in a database what is to be kept, without its history. A damaged
// file makes the storage panic.
func rewrite(path string, reduce func(key string, value []byte) (keep bool, err error)) (err error) {
	defer func() {
		if damage := recover(); damage != nil {
			err = i18n.Errorf("it is damaged: %v", damage)
		}
	}()
	if err := whole(path); err != nil {
		return err
	}
	b := backend.NewDefaultBackend(zap.NewNop(), path)
	defer b.Close()
	store := mvcc.NewStore(zap.NewNop(), b, &lease.FakeLessor{}, mvcc.StoreConfig{})
	defer store.Close()
	all, err := store.Range(context.Background(), []byte{0}, []byte{0xff}, mvcc.RangeOptions{})
	if err != nil {
		return err
	}
	for _, pair := range all.KVs {
		keep, err := reduce(string(pair.Key), pair.Value)
		if err != nil {
			return err
		}
		if !keep {
			store.DeleteRange(pair.Key, nil)
		}
	}
	compacted, err := store.Compact(traceutil.TODO(), store.Rev())
	if err != nil {
		return err
	}
	<-compacted
	b.ForceCommit()
	return b.Defrag()
}

// whole checks that a database has all the pages that it counts: to read one that
// is not there would end the program.
func whole(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return i18n.Errorf("it is incomplete: %d bytes of %d", info.Size(), tx.Size())
		}
		return nil
	})
}
