package snapshot

import (
	"archive/tar"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.uber.org/zap"

	"labs.local/labs/internal/i18n"
)

// Member is the only one of an etcd cluster: its name is the node's, as kubeadm
// has it.
type Member struct{ Name, Address string }

func (m Member) peer() string { return "https://" + m.Address + ":2380" }

// WriteDataDir writes, as a tar archive, the data directory with which a
// cluster's only etcd member starts in this state.
func (s State) WriteDataDir(w io.Writer, m Member) error {
	dir, err := os.MkdirTemp("", "labs-snapshot-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	database, data := filepath.Join(dir, "db"), filepath.Join(dir, "data")
	if err := os.WriteFile(database, s, 0o600); err != nil {
		return err
	}
	err = snapshot.NewV3(zap.NewNop()).Restore(snapshot.RestoreConfig{
		SnapshotPath: database, SkipHashCheck: true, OutputDataDir: data, Name: m.Name,
		PeerURLs: []string{m.peer()}, InitialCluster: m.Name + "=" + m.peer(), InitialClusterToken: "etcd-cluster",
	})
	if err != nil {
		return i18n.Errorf("create an etcd data directory: %w", err)
	}
	return pack(w, os.DirFS(data))
}

// pack writes a folder's files for root alone.
func pack(w io.Writer, files fs.FS) error {
	archive := tar.NewWriter(w)
	err := fs.WalkDir(files, "member", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: path + "/", Mode: 0o700})
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".wal" {
			content = withoutPreallocation(content)
		}
		if err := archive.WriteHeader(&tar.Header{Name: path, Mode: 0o600, Size: int64(len(content))}); err != nil {
			return err
		}
		_, err = archive.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	return archive.Close()
}

// withoutPreallocation cuts off most of the zeros for which etcd reserves 64 MB
// at the end of its log; it reads the log up to a record of zeros.
func withoutPreallocation(log []byte) []byte {
	const sector = 4096
	used := len(bytes.TrimRight(log, "\x00"))
	return log[:min(len(log), (used/sector+2)*sector)]
}
