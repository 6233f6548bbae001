package backup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/testkit"
)

func object(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": name}}}
}

// work is a directory with files of a learner.
func work(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	testkit.Must(t, os.MkdirAll(filepath.Join(dir, "images", "app"), 0o700))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "pod.yaml"), []byte("kind: Pod\n"), 0o600))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "images", "app", "run.sh"), []byte("#!/bin/sh\n"), 0o755))
	return dir
}

func kept(t *testing.T, s backup.Store) backup.Backup {
	t.Helper()
	c, err := s.Keep(backup.Backup{
		Before: "reset", Course: "course", Lab: "one", Step: "read", Created: time.Unix(1800000000, 0).UTC(),
		Objects: []string{"configmap/a", "configmap/b"}, Files: []string{"pod.yaml", filepath.Join("images", "app", "run.sh")},
		Progress: &progress.Lab{Passed: []string{"create"}},
	}, []*unstructured.Unstructured{object("a"), object("b")}, work(t))
	testkit.Must(t, err)
	return c
}

func TestACopyComesBackAsItWas(t *testing.T) {
	s := backup.Store(filepath.Join(t.TempDir(), "backups"))
	c := kept(t, s)
	testkit.Equal(t, c.ID, "1")
	copies, err := s.List()
	testkit.Must(t, err)
	testkit.Equal(t, copies, []backup.Backup{c})
	objects, err := s.Objects(c)
	testkit.Must(t, err)
	var names []string
	for _, o := range objects {
		names = append(names, kube.Reference(o))
	}
	testkit.Equal(t, names, c.Objects)
	to := t.TempDir()
	testkit.Must(t, os.WriteFile(filepath.Join(to, "pod.yaml"), []byte("newer"), 0o600))
	testkit.Must(t, s.PutFiles(c, to))
	for name, mode := range map[string]os.FileMode{"pod.yaml": 0o600, "images/app/run.sh": 0o755} {
		info, err := os.Stat(filepath.Join(to, name))
		testkit.Must(t, err)
		testkit.Equal(t, info.Mode().Perm(), mode)
	}
	text, err := os.ReadFile(filepath.Join(to, "pod.yaml"))
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "kind: Pod\n")
}

func TestANumberIsGivenOnce(t *testing.T) {
	s := backup.Store(t.TempDir())
	for range 11 {
		kept(t, s)
	}
	testkit.Must(t, os.RemoveAll(filepath.Join(string(s), "1")))
	testkit.Equal(t, kept(t, s).ID, "12")
	copies, err := s.List()
	testkit.Must(t, err)
	var ids []string
	for _, c := range copies {
		ids = append(ids, c.ID)
	}
	testkit.Equal(t, strings.Join(ids, " "), "2 3 4 5 6 7 8 9 10 11 12")
}

func TestADamagedCopyDoesNotKeepOthersFromBeingMade(t *testing.T) {
	s := backup.Store(t.TempDir())
	kept(t, s)
	path := filepath.Join(string(s), "1", "copy.json")
	testkit.Must(t, os.WriteFile(path, []byte("{"), 0o600))
	testkit.Equal(t, kept(t, s).ID, "2")
	_, err := s.List()
	testkit.Equal(t, testkit.Text(err), "read "+path+": unexpected end of JSON input")
}

func TestACopyThatCannotBeMadeLeavesNothing(t *testing.T) {
	for name, files := range map[string][]string{
		"a file that is gone": {"none.yaml"}, "outside": {"../secret"}, "from the root": {"/etc/hostname"}, "by a link": {"link"},
	} {
		s, dir := backup.Store(t.TempDir()), t.TempDir()
		secret := filepath.Join(dir, "secret")
		testkit.Must(t, os.WriteFile(secret, []byte("x"), 0o600))
		testkit.Must(t, os.Mkdir(filepath.Join(dir, "work"), 0o700))
		testkit.Must(t, os.Symlink(secret, filepath.Join(dir, "work", "link")))
		_, err := s.Keep(backup.Backup{Files: files}, nil, filepath.Join(dir, "work"))
		if !strings.Contains(testkit.Text(err), "nothing was deleted") {
			t.Errorf("%s: %v", name, err)
		}
		entries, err := os.ReadDir(string(s))
		testkit.Must(t, err)
		testkit.Equal(t, len(entries), 0)
	}
}

func TestFilesOfACopyGoNowhereElse(t *testing.T) {
	s := backup.Store(t.TempDir())
	c := kept(t, s)
	outside := t.TempDir()
	to := t.TempDir()
	testkit.Must(t, os.Symlink(outside, filepath.Join(to, "images")))
	if s.PutFiles(c, to) == nil {
		t.Error("a link leads out")
	}
	entries, err := os.ReadDir(outside)
	testkit.Must(t, err)
	testkit.Equal(t, len(entries), 0)
}
