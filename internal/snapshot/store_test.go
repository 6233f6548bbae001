package snapshot_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/testkit"
)

// stored is a store with one snapshot in it.
func stored(t *testing.T) (s snapshot.Store, file string) {
	t.Helper()
	s = snapshot.Store(filepath.Join(t.TempDir(), "not", "yet"))
	testkit.Must(t, s.Write("k", snapshot.Header{Arch: "amd64", Cluster: "labs", NodeImage: "node:v1"}, snapshot.State("state\nof it")))
	return s, filepath.Join(string(s), "k.snapshot")
}

func TestASnapshotIsKeptByItsKey(t *testing.T) {
	s, file := stored(t)
	state, err := s.Read("k", "amd64")
	testkit.Must(t, err)
	testkit.Equal(t, string(state), "state\nof it")
	for name, store := range map[string]snapshot.Store{"other": s, "k": snapshot.Store(t.TempDir())} {
		state, err := store.Read(name, "amd64")
		testkit.Equal(t, []any{state == nil, err}, []any{true, nil})
	}
	files, err := s.List()
	testkit.Must(t, err)
	testkit.Equal(t, []any{len(files), files[0].Path, files[0].Cluster, files[0].NodeImage, files[0].Size}, []any{1, file, "labs", "node:v1", int64(11)})
	info, err := os.Stat(file)
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().String(), "-rw-------")
	testkit.Must(t, s.Remove("k"))
	files, err = s.List()
	testkit.Equal(t, []any{len(files), err}, []any{0, nil})
}

func TestASnapshotThatDoesNotFitIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		change func(data []byte) []byte
		reason string
	}{
		"of another labs":    {replace(`"format":1`, `"format":2`), "its format is 2, but this version of labs reads format 1"},
		"of another machine": {replace(`amd64`, `arm64`), "it is from a node with architecture arm64, but this machine is amd64"},
		"cut short":          {func(data []byte) []byte { return data[:len(data)-3] }, "it is incomplete: 8 bytes of 11"},
		"changed":            {replace("of it", "of me"), "it is damaged: its content does not match the digest "},
		"no snapshot":        {func([]byte) []byte { return []byte("{") }, "it is damaged: unexpected end of JSON input"},
		"empty":              {func([]byte) []byte { return nil }, "it is damaged: unexpected end of JSON input"},
	} {
		t.Run(name, func(t *testing.T) {
			s, file := stored(t)
			data, err := os.ReadFile(file)
			testkit.Must(t, err)
			testkit.Must(t, os.WriteFile(file, test.change(data), 0o600))
			state, err := s.Read("k", "amd64")
			if want := "snapshot " + file + ": " + test.reason; state != nil || !strings.HasPrefix(testkit.Text(err), want) {
				t.Errorf("got %q, %v, want %s", state, err, want)
			}
		})
	}
}

func replace(old, new string) func([]byte) []byte {
	return func(data []byte) []byte { return bytes.Replace(data, []byte(old), []byte(new), 1) }
}
