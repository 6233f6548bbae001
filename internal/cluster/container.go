package cluster

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	kindexec "sigs.k8s.io/kind/pkg/exec"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// container is a node as the engine sees it.
type container struct {
	id, name, image  string
	created, started time.Time
	running          bool
	// port is that of the API server on the engine's host.
	port string
}

// apiServerPort is that of the API server in a node, as engines call it.
const apiServerPort = "6443/tcp"

// goneLimit is how often a node may be gone, goneEvery the time between two looks.
const goneLimit, goneEvery = 20, 50 * time.Millisecond

// nodeContainers gives the cluster's nodes. One that is listed and then cannot
// be described is being removed, by an engine that goes on with what it was
// told before: the nodes are listed again.
func (k *Kind) nodeContainers(ctx context.Context) (found []container, err error) {
	for range goneLimit {
		if found, err = k.describe(ctx); err == nil || ctx.Err() != nil || !strings.Contains(strings.ToLower(err.Error()), "no such container") {
			return found, err
		}
		if !limit.Pause(ctx, goneEvery) {
			return nil, ctx.Err()
		}
	}
	return nil, err
}

// describe lists the nodes as kind does, by their label. All engines describe
// them in docker's terms.
func (k *Kind) describe(ctx context.Context) ([]container, error) {
	listed, err := k.kind().ListNodes(k.Name)
	if err != nil {
		return nil, i18n.Errorf("list the nodes of cluster %q: %w", k.Name, plain(err))
	}
	if len(listed) == 0 {
		return nil, nil
	}
	args := []string{"container", "inspect"}
	for _, node := range listed {
		args = append(args, node.String())
	}
	text, err := k.Engine.Output(ctx, args...)
	if err != nil {
		return nil, err
	}
	var described []struct {
		ID      string `json:"Id"`
		Created time.Time
		State   struct {
			StartedAt       time.Time
			Running, Paused bool
		}
		Config          struct{ Image string }
		NetworkSettings struct {
			Ports map[string][]struct{ HostPort string }
		}
	}
	if err := json.Unmarshal([]byte(text), &described); err != nil {
		return nil, i18n.Errorf("read the container details from %s: %w", k.Engine.Name, err)
	}
	found := make([]container, len(described))
	for i, d := range described {
		found[i] = container{
			id: d.ID, name: listed[i].String(), image: d.Config.Image, created: d.Created, started: d.State.StartedAt,
			running: d.State.Running && !d.State.Paused,
		}
		if ports := d.NetworkSettings.Ports[apiServerPort]; len(ports) > 0 {
			found[i].port = ports[0].HostPort
		}
	}
	return found, nil
}

// plain makes of an error of kind's the command that failed in it, and what
// the engine said; kind's own words leave that out.
func plain(err error) error {
	if failed := kindexec.RunErrorForError(err); failed != nil {
		return engine.Failed(failed.Command, string(failed.Output), failed.Inner)
	}
	return err
}
