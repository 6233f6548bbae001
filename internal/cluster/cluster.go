// Package cluster makes, starts and removes the cluster that the labs run
// in, and touches no other.
package cluster

import (
	"context"
	"fmt"
)

// DefaultName is the name of the cluster where no other is asked for.
const DefaultName = "labs"

// Provider is where clusters come from.
type Provider interface {
	// Up makes the cluster, or starts it, or finds that nothing is to do.
	Up(ctx context.Context) error
	// Down removes the cluster and all that came with it.
	Down(ctx context.Context) error
	// Status says how the cluster is.
	Status(ctx context.Context) (Status, error)
}

// Status is what is known of a cluster.
type Status struct {
	State State
	// Reason says why a broken cluster is broken.
	Reason string
	// Image is the node image, Engine the container engine's name.
	Image, Engine string
	Nodes         []string
}

// Usable gives nil for a cluster that can run labs, and otherwise an
// *UnavailableError that says why not.
func (s Status) Usable(name string) error {
	if s.State == Running {
		return nil
	}
	reason := "it cannot run labs, it is " + string(s.State)
	if s.Reason != "" {
		reason += ": " + s.Reason
	}
	return &UnavailableError{Cluster: name, Reason: reason, Hint: "labs up makes or starts it"}
}

// State is one word for how a cluster is.
type State string

// The states of a cluster.
const (
	Absent  State = "absent"
	Running State = "running"
	Stopped State = "stopped"
	// Broken runs but is not ready.
	Broken State = "broken"
	// Unfinished is one whose creation was cut short.
	Unfinished State = "unfinished"
	// Foreign is one that labs cannot know to be its own.
	Foreign State = "foreign"
)

// UnavailableError says that a cluster cannot be used, and what to do.
type UnavailableError struct{ Cluster, Reason, Hint string }

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("cluster %q: %s\nhint: %s", e.Cluster, e.Reason, e.Hint)
}
