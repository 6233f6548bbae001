package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/testkit"
)

// withImage is a docker that has one image.
func withImage(t *testing.T, id string) *Kind {
	t.Helper()
	k := stage(t, nil)
	testkit.Program(t, "docker", fmt.Sprintf("[ \"$1 $2\" = 'image inspect' ] && echo %s", id))
	return k
}

func TestASnapshotIsOfOneImageAndOneName(t *testing.T) {
	key := func(id, name string) string {
		k := withImage(t, id)
		k.Name = name
		key, err := k.key(t.Context(), "node:v1")
		testkit.Must(t, err)
		return key
	}
	first := key("sha256:1", "labs")
	testkit.Equal(t, key("sha256:1", "labs"), first)
	if other := key("sha256:2", "labs"); other == first || !strings.HasPrefix(other, "labs-") {
		t.Errorf("another image has the key %s too", other)
	}
	if other := key("sha256:1", "two"); strings.TrimPrefix(other, "two-") == strings.TrimPrefix(first, "labs-") {
		t.Errorf("another cluster has the key %s", other)
	}
}

func TestASnapshotThatCannotBeUsedIsSaidToBeSoAndRemoved(t *testing.T) {
	var said []string
	k := stage(t, nil)
	k.Snapshots = snapshot.Store(t.TempDir())
	k.Progress = func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	file := filepath.Join(string(k.Snapshots), "labs-1.snapshot")
	testkit.Must(t, os.WriteFile(file, []byte(`{"format":7}`), 0o600))
	if k.state("labs-1") != nil {
		t.Error("it is used")
	}
	testkit.Equal(t, said, []string{"snapshot " + file + ": its format is 7, but this version of labs reads format 1"})
	if _, err := os.Stat(file); err == nil {
		t.Error("it is still there")
	}
	k.Snapshots = ""
	if k.state("labs-1") != nil {
		t.Error("without a store, a snapshot is used")
	}
}

func TestAClusterIsUpThoughNoSnapshotWasKept(t *testing.T) {
	var said []string
	k := stage(t, known("a"), node("a", 0))
	k.Snapshots = snapshot.Store(t.TempDir())
	k.Progress = func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	testkit.Must(t, k.keep(t.Context(), "labs-1", "node:v1"))
	testkit.Equal(t, said, []string{
		"Saving a snapshot for the next start",
		"Cannot save a snapshot; creating the next cluster will take as long as this one: the cluster's state has 0 bytes, which is not possible for a new cluster",
	})
	files, err := k.Snapshots.List()
	testkit.Equal(t, []any{len(files), err}, []any{0, nil})
}
