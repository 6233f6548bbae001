package cluster

import (
	"testing"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

func TestTheOwnerIsRandomAndStaysWithTheCluster(t *testing.T) {
	dir := Dir(t.TempDir())
	k := &Kind{Dir: dir, Engine: &engine.Engine{Name: "docker"}}
	first := k.begin("node:v1", time.Now())
	testkit.Equal(t, []bool{len(first.Owner) == 12, k.begin("node:v1", time.Now()).Owner == first.Owner}, []bool{true, false})
	testkit.Must(t, dir.write(first))
	testkit.Equal(t, []string{dir.Owner(), k.begin("node:v2", time.Now()).Owner}, []string{first.Owner, first.Owner})
}

func TestAClusterOfAnEarlierVersionHasAnOwner(t *testing.T) {
	old, other := Dir(t.TempDir()), Dir(t.TempDir())
	testkit.Must(t, old.write(&record{Engine: "docker"}))
	id := old.Owner()
	testkit.Equal(t, []bool{len(id) == 12, old.Owner() == id, other.Owner() == id}, []bool{true, true, false})
}
