package cluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
)

func TestOnlyOneMayWorkOnACluster(t *testing.T) {
	dir := Dir(t.TempDir() + "/not/yet")
	unlock, err := Lock(t.Context(), dir, "labs", 0)
	testkit.Must(t, err)

	_, err = Lock(t.Context(), dir, "labs", 0)
	var busy *BusyError
	if !errors.As(err, &busy) {
		t.Fatalf("got %v, want a BusyError", err)
	}
	testkit.Equal(t, *busy, BusyError{Cluster: "labs", PID: strconv.Itoa(os.Getpid())})

	other, err := Lock(t.Context(), Dir(t.TempDir()), "other", 0)
	testkit.Must(t, err)
	other()

	unlock()
	unlock, err = Lock(t.Context(), dir, "labs", 0)
	testkit.Must(t, err)
	unlock()
}

func TestALockIsWaitedFor(t *testing.T) {
	dir := Dir(t.TempDir())
	unlock, err := Lock(t.Context(), dir, "labs", 0)
	testkit.Must(t, err)
	if _, err := Lock(t.Context(), dir, "labs", 10*time.Millisecond); !errors.As(err, new(*BusyError)) {
		t.Errorf("got %v, want a BusyError", err)
	}
	time.AfterFunc(20*time.Millisecond, unlock)
	unlock, err = Lock(t.Context(), dir, "labs", time.Minute)
	testkit.Must(t, err)
	unlock()
}

func TestABusyClusterSaysWhoAndWhatToDo(t *testing.T) {
	testkit.Equal(t, (&BusyError{Cluster: "labs", PID: "42"}).Error(), `cluster "labs" is in use by another labs process (PID 42)
hint: wait until it finishes, or use another cluster with --name`)
}

func TestALockThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	testkit.Must(t, os.WriteFile(file, nil, 0o600))
	if _, err := Lock(t.Context(), Dir(file), "labs", 0); err == nil {
		t.Error("no error")
	}
}

func TestWhatKindSaysBecomesProgress(t *testing.T) {
	var said []string
	l := logger{Progress: func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }}
	for _, line := range []string{
		"Creating cluster \"labs\" ...\n", " • Ensuring node image (kindest/node:v1.37.2) 🖼  ...\n", " ✓ Ensuring node image (kindest/node:v1.37.2) 🖼\n",
		" • Preparing nodes 📦 📦  ...\n", " • Starting control-plane 🕹️  ...\n", " ✗ Starting control-plane 🕹️\n", "• no dots\n", "",
	} {
		l.V(0).Info(line)
		l.V(1).Info(line)
	}
	l.V(0).Infof(" • %s  ...\n", "Writing configuration 📜")
	l.Warn(" • warning ...")
	l.Error(" • error ...")
	testkit.Equal(t, said, []string{"Ensuring node image (kindest/node:v1.37.2)", "Preparing nodes", "Starting control-plane", "Writing configuration"})
}
