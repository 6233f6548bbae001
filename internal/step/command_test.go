package step_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestACommandsOutcomeIsOutput(t *testing.T) {
	const script = `echo "$KUBECONFIG $NAMESPACE"; echo oops >&2; exit `
	s, _ := scope(t)
	for exit, code := range map[string]int{"0": 0, "7": 7} {
		out, err := operation(t, s, lab.Operation{Shell: script + exit}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, out, lab.Output{Text: "/k/config one-x\n", Stderr: "oops\n", ExitCode: code})
	}
}

func TestKubectlIsThisProgramForTheCluster(t *testing.T) {
	s, _ := scope(t)
	s.Labs = testkit.Program(t, "labs", `echo "$LABS_NAME:" "$@"; exit 3`)
	out, err := operation(t, s, lab.Operation{Kubectl: []string{"get", "pods"}}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out, lab.Output{Text: "labs: kubectl --namespace=one-x get pods\n", ExitCode: 3})
}

func TestACommandThatDoesNotRunIsAnError(t *testing.T) {
	s, _ := scope(t)
	s.Labs = filepath.Join(t.TempDir(), "labs")
	_, err := operation(t, s, lab.Operation{Kubectl: []string{"get"}}).Run(t.Context())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	_, err = operation(t, s, lab.Operation{Shell: "kill -9 $$"}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), `run "sh": signal: killed`)
}

// pipe makes a named pipe: who opens it waits for the other end.
func pipe(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	testkit.Must(t, syscall.Mkfifo(path, 0o600))
	t.Setenv(name, path)
	return path
}

func TestAnInterruptedCommandEndsWithTheContextsError(t *testing.T) {
	s, _ := scope(t)
	ready, hold := pipe(t, "READY"), pipe(t, "HOLD")
	// A process of the script's own, which outlives it, has its output.
	run := operation(t, s, lab.Operation{Shell: `cat "$HOLD" & echo > "$READY"; wait`})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := run.Run(ctx)
		done <- err
	}()
	_, err := os.ReadFile(ready)
	testkit.Must(t, err)
	cancel()
	defer func() { testkit.Must(t, os.WriteFile(hold, nil, 0o600)) }() // ends the process
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it goes on after it was interrupted")
	}
}
