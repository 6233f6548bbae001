package cluster

import (
	"testing"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

func TestTheOwnerStaysTheSameWhereTheFolderIsMoved(t *testing.T) {
	old, moved := Dir(t.TempDir()), Dir(t.TempDir())
	id := old.Owner()
	testkit.Equal(t, []bool{len(id) == 12, old.Owner() == id, moved.Owner() == id}, []bool{true, true, false})
	k := &Kind{Dir: old, Engine: &engine.Engine{Name: "docker"}}
	testkit.Must(t, moved.write(k.begin("node:v1", time.Now())))
	testkit.Equal(t, moved.Owner(), id)
	again := &Kind{Dir: moved, Engine: k.Engine}
	testkit.Equal(t, again.begin("node:v2", time.Now()).Owner, id)
}
