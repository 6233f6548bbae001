package cluster

import (
	"context"
	"errors"
	"slices"
	"time"

	"labs.local/labs/internal/i18n"
)

// creationLimit is how much younger than the beginning of its creation a
// half-made cluster's node can be.
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

// elsewhere refuses a cluster that another engine has: what this one says of it
// means nothing.
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

// began says whether a container can be of the creation that was recorded
// and never finished.
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
