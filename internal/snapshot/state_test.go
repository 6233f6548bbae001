package snapshot_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/lease"
	"go.etcd.io/etcd/server/v3/storage/backend"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
	"go.uber.org/zap"

	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/testkit"
)

// database is a file of etcd's with some keys, each written twice.
func database(t *testing.T, pairs map[string]string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	b := backend.NewDefaultBackend(zap.NewNop(), path)
	store := mvcc.NewStore(zap.NewNop(), b, &lease.FakeLessor{}, mvcc.StoreConfig{})
	for key, value := range pairs {
		store.Put([]byte(key), []byte("before"), lease.NoLease)
		store.Put([]byte(key), []byte(value), lease.NoLease)
	}
	store.Close()
	testkit.Must(t, b.Close())
	data, err := os.ReadFile(path)
	testkit.Must(t, err)
	return data
}

// objects are those of a small cluster, with what becomes of them: "new" stays
// in a new cluster, "whole" only where all is kept, "" nowhere.
var objects = map[string]string{
	"/registry/namespaces/kube-system":                                    "new",
	"/registry/clusterroles/admin":                                        "new",
	"/registry/configmaps/kube-system/coredns":                            "new",
	"/registry/deployments/kube-system/coredns":                           "new",
	"/registry/serviceaccounts/kube-system/default":                       "new",
	"/registry/services/specs/default/kubernetes":                         "new",
	"compact_rev_key":                                                     "new",
	"/registry/minions/labs-control-plane":                                "whole",
	"/registry/pods/default/web":                                          "whole",
	"/registry/replicasets/kube-system/coredns-1":                         "whole",
	"/registry/secrets/default/mine":                                      "whole",
	"/registry/events/default/web.1":                                      "whole",
	"/registry/services/endpoints/default/kubernetes":                     "whole",
	"/registry/leases/kube-node-lease/labs-control-plane":                 "whole",
	"/registry/leases/kube-system/kube-scheduler":                         "",
	"/registry/masterleases/172.18.0.2":                                   "",
	"/registry/certificatesigningrequests/csr-1":                          "",
	"/registry/configmaps/default/kube-root-ca.crt":                       "",
	"/registry/configmaps/kube-public/cluster-info":                       "",
	"/registry/configmaps/kube-system/extension-apiserver-authentication": "",
}

func cluster() map[string]string {
	pairs := map[string]string{}
	for key := range objects {
		pairs[key] = "value of " + key
	}
	return pairs
}

func TestASnapshotHasWhatEveryNewClusterHas(t *testing.T) {
	state, err := snapshot.Take(bytes.NewReader(database(t, cluster())))
	testkit.Must(t, err)
	kept(t, state, "new")
}

func TestAWholeStateLacksOnlyWhatGoesWithTheKeys(t *testing.T) {
	pairs := cluster()
	pairs["/registry/secrets/default/mine"] = "-----BEGIN PRIVATE KEY-----"
	state, err := snapshot.TakeWhole(bytes.NewReader(database(t, pairs)))
	testkit.Must(t, err)
	kept(t, state, "new", "whole")
}

// kept starts an etcd with a state, and compares what it has.
func kept(t *testing.T, state snapshot.State, kinds ...string) {
	t.Helper()
	got := map[string]bool{}
	for _, key := range serve(t, state) {
		got[key] = true
	}
	for key, kind := range objects {
		if want := contains(kinds, kind); got[key] != want {
			t.Errorf("%s: kept %v, want %v", key, got[key], want)
		}
		delete(got, key)
	}
	testkit.Equal(t, got, map[string]bool{})
}

func contains(kinds []string, kind string) bool {
	return kind != "" && strings.Contains(strings.Join(kinds, " "), kind)
}

// serve gives the keys of an etcd that was started in a state, as the node's
// is: a member of that name, in a directory from the archive.
func serve(t *testing.T, state snapshot.State) []string {
	t.Helper()
	config := embed.NewConfig()
	config.Dir, config.Name, config.ZapLoggerBuilder = t.TempDir(), "labs-control-plane", embed.NewZapLoggerBuilder(zap.NewNop())
	config.TickMs, config.ElectionMs, config.UnsafeNoFsync = 10, 50, true
	local := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config.ListenClientUrls, config.ListenPeerUrls = local, local
	var archive bytes.Buffer
	testkit.Must(t, state.WriteDataDir(&archive, snapshot.Member{Name: config.Name, Address: "127.0.0.1"}))
	if archive.Len() > len(state)+1<<20 {
		t.Errorf("the archive of a state of %d bytes has %d", len(state), archive.Len())
	}
	extract(t, &archive, config.Dir)
	server, err := embed.StartEtcd(config)
	testkit.Must(t, err)
	defer server.Close()
	select {
	case <-server.Server.ReadyNotify():
	case <-time.After(30 * time.Second):
		t.Fatal("etcd does not start with the state")
	}
	all, err := server.Server.KV().Range(t.Context(), []byte{0}, []byte{0xff}, mvcc.RangeOptions{})
	testkit.Must(t, err)
	var keys []string
	for _, pair := range all.KVs {
		if want := "value of " + string(pair.Key); string(pair.Value) != want && !bytes.Contains(pair.Value, []byte("BEGIN")) {
			t.Errorf("%s is %q", pair.Key, pair.Value)
		}
		keys = append(keys, string(pair.Key))
	}
	return keys
}

func extract(t *testing.T, r io.Reader, dir string) {
	t.Helper()
	for files := tar.NewReader(r); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		testkit.Must(t, err)
		path := filepath.Join(dir, header.Name)
		if header.Typeflag == tar.TypeDir {
			testkit.Must(t, os.MkdirAll(path, header.FileInfo().Mode()))
			continue
		}
		data, err := io.ReadAll(files)
		testkit.Must(t, err)
		testkit.Must(t, os.WriteFile(path, data, header.FileInfo().Mode()))
	}
}

func TestASnapshotHasNoKeys(t *testing.T) {
	for name, value := range map[string]string{"plain": "a -----BEGIN CERTIFICATE-----", "base64": "b: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk="} {
		t.Run(name, func(t *testing.T) {
			pairs := cluster()
			pairs["/registry/configmaps/kube-system/unheard-of"] = value
			_, err := snapshot.Take(bytes.NewReader(database(t, pairs)))
			testkit.Equal(t, testkit.Text(err), "read the cluster's state: /registry/configmaps/kube-system/unheard-of contains a key or a certificate, which a snapshot must not contain")
		})
	}
}

func TestWhatIsNoDatabaseIsAnError(t *testing.T) {
	whole := database(t, cluster())
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("no such file"), "cut short": whole[:1<<14], "zeros": make([]byte, 1<<16),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := snapshot.Take(bytes.NewReader(data)); err == nil {
				t.Error("no error")
			}
		})
	}
}
