package mutate_test

import (
	"errors"
	"net"
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

// TestWhatCannotBeReachedIsNotTakenForNoticing has a mutant that survives, whose
// first run cannot be looked at for some reasons that are not the mutant's.
func TestWhatCannotBeReachedIsNotTakenForNoticing(t *testing.T) {
	for name, fault := range map[string]error{
		"the network":             &net.OpError{Op: "dial", Err: errors.New("refused")},
		"the server is busy":      apierrors.NewTooManyRequests("later", 1),
		"the server is not ready": apierrors.NewServiceUnavailable("starting"),
	} {
		t.Run(name, func(t *testing.T) {
			s := &shop{}
			lost := ""
			s.fail = func(call string) error {
				rest, look := strings.CutPrefix(call, "exec ")
				namespace, _, _ := strings.Cut(rest, "/")
				if look && lost == "" && strings.Contains(s.applied[namespace], "big-mutant") {
					lost = namespace
				}
				if !look || namespace != lost {
					return nil
				}
				return fault
			}
			ends, _ := run(t, s, strings.Replace(hole, `"colour: red"`, `"colour: red\\b[^-]"`, 1))
			testkit.Equal(t, ends, holeEnds)
		})
	}
}
