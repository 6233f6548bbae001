package command

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

// ran is a run on a cluster that never removes the namespace "stuck".
func ran(ctx context.Context, t *testing.T, file string) (*noted, *fake.World, *bytes.Buffer) {
	t.Helper()
	world, out := fake.New(t), &bytes.Buffer{}
	world.Answer = func(ctx context.Context, call string) (lab.Output, error) {
		if call == "delete namespace stuck" {
			return lab.Output{}, errors.New("it does not go")
		}
		return lab.Output{}, nil
	}
	streams := &term.Streams{Out: out, Err: out}
	return &noted{world, &namespaces{file: file, status: term.NewStatus(streams), interrupted: ctx}}, world, out
}

func TestTheNextRunRemovesWhatAKilledOneLeft(t *testing.T) {
	file := filepath.Join(t.TempDir(), "namespaces")
	killed, _, _ := ran(t.Context(), t, file)
	for _, name := range []string{"gone", "left", "stuck", "kept"} {
		_, err := killed.CreateNamespace(t.Context(), name)
		testkit.Must(t, err)
	}
	testkit.Must(t, killed.DeleteNamespace(t.Context(), "gone"))
	killed.namespaces.sink(event.LabKept{Namespace: "kept"})

	next, world, out := ran(t.Context(), t, file)
	testkit.Must(t, next.clear(limit.Time{Duration: limit.CleanUp}))
	calls := world.Calls()
	for name, want := range map[string]bool{"gone": false, "left": true, "stuck": true, "kept": false} {
		testkit.Equal(t, strings.Contains(calls, "delete namespace "+name), want)
	}
	next.namespaces.tell(&term.Streams{Out: out})
	if text := out.String(); !strings.Contains(text, "namespace stuck was not deleted. The next `labs test` deletes it; to delete it now, run: labs kubectl delete namespace stuck\n") || strings.Contains(text, "namespace left was not deleted") {
		t.Error(text)
	}
	text, err := os.ReadFile(file)
	testkit.Must(t, err)
	testkit.Equal(t, string(text), "stuck\n")
}

func TestAfterCtrlCWhatIsRemovedIsSaid(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n, _, out := ran(ctx, t, filepath.Join(t.TempDir(), "namespaces"))
	testkit.Must(t, n.DeleteNamespace(t.Context(), "quiet"))
	testkit.Equal(t, out.String(), "")
	cancel()
	testkit.Must(t, n.DeleteNamespace(t.Context(), "loud"))
	if text := out.String(); !strings.Contains(text, "Interrupted: deleting namespace loud; press Ctrl-C again to keep it") {
		t.Error(text)
	}
}
