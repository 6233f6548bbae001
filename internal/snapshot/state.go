// Package snapshot keeps the state of a newly made cluster, so that the next
// one starts from it: what kubeadm and the controllers have written into etcd,
// without what belongs to one node, one start or one set of keys.
package snapshot

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

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
func Take(database io.Reader) (State, error) {
	dir, err := os.MkdirTemp("", "labs-snapshot-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")
	if err := writeLimited(path, database); err != nil {
		return nil, err
	}
	if err := reduce(path); err != nil {
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
		err = i18n.Errorf("the cluster's state has %d bytes, which no new cluster's has", written)
	}
	return err
}

// reduce removes from a database all that a new cluster makes by itself, and
// its history. A damaged file makes the storage panic.
func reduce(path string) (err error) {
	defer func() {
		if damage := recover(); damage != nil {
			err = i18n.Errorf("it is damaged: %v", damage)
		}
	}()
	b := backend.NewDefaultBackend(zap.NewNop(), path)
	defer b.Close()
	store := mvcc.NewStore(zap.NewNop(), b, &lease.FakeLessor{}, mvcc.StoreConfig{})
	defer store.Close()
	all, err := store.Range(context.Background(), []byte{0}, []byte{0xff}, mvcc.RangeOptions{})
	if err != nil {
		return err
	}
	for _, pair := range all.KVs {
		if !keeps(string(pair.Key)) {
			store.DeleteRange(pair.Key, nil)
		} else if secret(pair.Value) {
			return i18n.Errorf("%s holds a key or a certificate, which no snapshot may have", pair.Key)
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

// secret says whether a value has something in PEM, plain or in base64.
func secret(value []byte) bool {
	return bytes.Contains(value, []byte("-----BEGIN ")) || bytes.Contains(value, []byte("LS0tLS1CRUdJTi"))
}
