package mutate_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"labs.local/labs/internal/testkit"
)

const clusterWide = `
steps:
- name: do
  operations: [kubectl: [create, clusterrole, a, --verb=list, --resource=pods], apply: paint.yaml]
  checks: [{exec: {pod: web, command: [cat]}, match: "colour: red, size: big\\}"}]
`

// TestMutantsThatShareANameFollowEachOther demands that one is cleaned up when
// the next begins.
func TestMutantsThatShareANameFollowEachOther(t *testing.T) {
	s := &shop{}
	_, _ = run(t, s, clusterWide)
	open := 0
	for call := range strings.SplitSeq(s.Calls(), "\n") {
		switch {
		case strings.HasPrefix(call, "create namespace "):
			if open++; open > 1 {
				t.Fatal("two mutants of a lab with a ClusterRole run at the same time")
			}
		case strings.HasPrefix(call, "delete namespace "):
			open--
		}
	}
}

// TestWhatCannotBeReachedIsNotTakenForNoticing has a look that fails once for
// each of some reasons that are not the mutant's.
func TestWhatCannotBeReachedIsNotTakenForNoticing(t *testing.T) {
	for name, fault := range map[string]error{
		"the network":             &net.OpError{Op: "dial", Err: errors.New("refused")},
		"the server is busy":      apierrors.NewTooManyRequests("later", 1),
		"the server is not ready": apierrors.NewServiceUnavailable("starting"),
	} {
		t.Run(name, func(t *testing.T) {
			s := &shop{}
			failed := false
			s.fail = func(call string) error {
				if failed || !strings.Contains(call, "exec ") {
					return nil
				}
				failed = true
				return fault
			}
			ends, _ := run(t, s, strings.Replace(hole, `"colour: red"`, `"colour: red\\b[^-]"`, 1))
			testkit.Equal(t, slices.Compact(ends), holeEnds)
		})
	}
}
