package snapshot_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/testkit"
)

// writerVariable makes this test program one that writes snapshots without end.
const writerVariable = "LABS_TEST_SNAPSHOTS"

// state is one of a size that is not written at once.
func state(content byte) snapshot.State { return bytes.Repeat([]byte{content}, 4<<20) }

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerVariable); dir != "" {
		for content := byte('a'); ; content = 'a' + (content-'a'+1)%26 {
			if err := snapshot.Store(dir).Write("k", snapshot.Header{Arch: "amd64"}, state(content)); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

func TestASnapshotWhoseWriterIsKilledIsWholeOrNotThere(t *testing.T) {
	s := snapshot.Store(t.TempDir())
	program, err := os.Executable()
	testkit.Must(t, err)
	seen := 0
	longest := 150
	for range 20 {
		writer := exec.Command(program)
		writer.Env = append(os.Environ(), writerVariable+"="+string(s))
		testkit.Must(t, writer.Start())
		time.AfterFunc(time.Duration(rand.IntN(longest))*time.Millisecond, func() { _ = writer.Process.Kill() })
		_ = writer.Wait()
		got, err := s.Read("k", "amd64")
		testkit.Must(t, err)
		if longest += 100; got != nil { // on a busy machine, to start takes longer
			longest = 150
			seen++
			testkit.Equal(t, bytes.Equal(got, state(got[0])), true)
		}
	}
	if seen == 0 {
		t.Error("no writer lived to write one")
	}
	testkit.Must(t, s.Write("k", snapshot.Header{}, state('z')))
	files, err := os.ReadDir(string(s))
	testkit.Equal(t, []any{len(files), err}, []any{1, nil})
}
