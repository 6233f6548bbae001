// Package cluster makes, starts and removes the cluster that the labs run
// in, and touches no other.
package cluster

import (
	"context"
	"errors"
	"slices"
	"time"

	"labs.local/labs/internal/i18n"
)

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

// Usable gives nil for a cluster that can run labs, or an *UnavailableError.
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

// creationLimit is how long after the beginning of its creation a half-made cluster's node can come.
const creationLimit = 10 * time.Minute

// seen is what the engine has of a cluster, and what is remembered of it.
type seen struct {
	containers []container
	record     *record
	damaged    *damagedError
}

func (k *Kind) look(ctx context.Context) (s seen, err error) {
	if s.containers, err = k.nodeContainers(ctx); err != nil {
		return s, err
	}
	s.record, err = k.Dir.read()
	if errors.As(err, &s.damaged) {
		return s, nil
	}
	if err == nil && s.record != nil && !s.record.by(k.Engine) && !k.Force {
		return s, k.elsewhere(s.record)
	}
	return s, err
}

// elsewhere refuses another engine's cluster, of which this one knows nothing.
func (k *Kind) elsewhere(r *record) error {
	reason, hint := i18n.Text("it was created with %s, but %s is in use now", r.Engine, k.Engine.Name), i18n.Text("unset KIND_EXPERIMENTAL_PROVIDER")
	if r.Engine == k.Engine.Name {
		reason, hint = i18n.Text("it was created by another %s instance, not by the one in use now", r.Engine), i18n.Text("restore the previous DOCKER_HOST and docker context")
	}
	return &UnavailableError{k.Name, reason, i18n.Text("%v to use it again, or use another cluster with --name; if that engine no longer exists, `labs down --force` removes the record of the cluster", hint)}
}

// state compares the two.
func (s seen) state() State {
	switch {
	case len(s.containers) == 0:
		return Absent
	case s.record == nil:
		return Foreign
	case len(s.record.Nodes) == 0 && !slices.ContainsFunc(s.containers, s.record.began):
		return Foreign
	case len(s.record.Nodes) == 0:
		return Unfinished
	case slices.ContainsFunc(s.containers, func(c container) bool { return !slices.Contains(s.record.Nodes, c.id) }):
		return Foreign
	case slices.ContainsFunc(s.containers, func(c container) bool { return !c.running }):
		return Stopped
	}
	return Running
}

// started is when the nodes were started.
func (s seen) started() time.Time {
	if len(s.containers) == 0 {
		return time.Time{}
	}
	return s.containers[0].started
}

// began says whether a container can be of the unfinished creation that was recorded.
func (r *record) began(c container) bool {
	age := c.created.Sub(r.Created)
	return age > -time.Second && age < creationLimit
}

// foreign says why the cluster counts as somebody else's.
func (s seen) foreign() i18n.Message {
	if s.damaged != nil {
		return i18n.Text("labs cannot determine whether it created this cluster: %v", s.damaged)
	}
	return i18n.Text("a kind cluster with this name exists, but labs did not create it")
}
