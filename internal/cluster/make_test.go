package cluster

import (
	"context"
	"strings"
	"testing"
	"time"
)

// What an engine makes for a labs that was killed meanwhile is in the way only
// once; what somebody else made is not touched.
func TestANodeThatCameInBetweenIsRemovedIfItIsOfLabs(t *testing.T) {
	for name, test := range map[string]struct {
		created time.Time
		removed bool
	}{
		"of a labs that was killed": {began.Add(time.Second), true},
		"of somebody else":          {began.Add(-time.Hour), false},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, known(), container{id: "1", name: "labs-control-plane", created: test.created, running: true})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			err := k.provision(ctx, "node:v1")
			if err == nil {
				t.Fatal("an engine that makes nothing made a node")
			}
			if removed := strings.Contains(changes(t), "rm -f -v labs-control-plane"); removed != test.removed {
				t.Errorf("removed is %v, want %v: %v\n%s", removed, test.removed, err, changes(t))
			}
		})
	}
}
