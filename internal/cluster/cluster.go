// Package cluster makes, starts and removes the cluster that the labs run
// in, and touches no other.
package cluster

import "labs.local/labs/internal/i18n"

// DefaultName is the name of the cluster where no other is asked for.
const DefaultName = "labs"

// Status is what is known of a cluster.
type Status struct {
	State State
	// Reason says why a broken cluster is broken.
	Reason i18n.Message
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
	if s.State == Absent {
		return NotFound(name)
	}
	reason := i18n.Text("cannot run labs (state: %v)", s.State.Localized())
	if !s.Reason.IsZero() {
		reason = i18n.Join(": ", reason, s.Reason)
	}
	return &UnavailableError{Cluster: name, Reason: reason, Hint: i18n.Text("create or start it with `labs up`")}
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

var stateNames = map[State]i18n.Message{
	Absent: i18n.Text("absent"), Running: i18n.Text("running"), Stopped: i18n.Text("stopped"),
	Broken: i18n.Text("broken"), Unfinished: i18n.Text("unfinished"), Foreign: i18n.Text("not managed by labs"),
}

// Localized is the word for any language.
func (s State) Localized() i18n.Message { return stateNames[s] }

// UnavailableError says that a cluster cannot be used, and what to do.
type UnavailableError struct {
	Cluster string
	// Reason is empty if the cluster does not exist.
	Reason, Hint i18n.Message
}

// NotFound is the error for a cluster that does not exist.
func NotFound(name string) error {
	return &UnavailableError{Cluster: name, Hint: i18n.Text("create it with `labs up`")}
}

func (e *UnavailableError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnavailableError) Localized() i18n.Message {
	if e.Reason.IsZero() {
		return i18n.Text("cluster %q does not exist\nhint: %v", e.Cluster, e.Hint)
	}
	return i18n.Text("cluster %q: %v\nhint: %v", e.Cluster, e.Reason, e.Hint)
}
