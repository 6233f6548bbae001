package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
)

// Status says how the cluster is.
func Status(s *Setup, clusters Clusters, disk *Disk) *cli.Command {
	name := ""
	return &cli.Command{
		Name:   "status",
		Usage:  s.T("show the state of the cluster"),
		Flags:  []cli.Flag{s.nameFlag(&name)},
		Action: func(c *cli.Context) error { return s.status(c.Context, clusters, disk, name) },
	}
}

// status needs no engine where the cluster runs; what only an engine can tell is left out then.
func (s *Setup) status(ctx context.Context, clusters Clusters, disk *Disk, name string) error {
	status, err := clusters(name).Status(ctx)
	if err != nil {
		return err
	}
	e, err := disk.Engines(ctx, name)
	if err != nil && status.State != cluster.Running {
		return err
	}
	s.reportStatus(ctx, e, name, status)
	if err != nil {
		return ctx.Err()
	}
	kept, err := disk.look(ctx, e)
	if err != nil {
		return err
	}
	kept.say(s.Streams)
	return broken(status)
}

// broken gives the exit code of a cluster that is neither usable nor to be made or started; the report has said why.
func broken(status cluster.Status) error {
	switch status.State {
	case cluster.Broken, cluster.Unfinished, cluster.Foreign:
		return &ExitError{exitUnusable}
	}
	return nil
}

// exitUnusable is the exit code where there is no cluster that can be used.
const exitUnusable = 3

func (s *Setup) reportStatus(ctx context.Context, e *engine.Engine, name string, status cluster.Status) {
	s.Streams.Say("cluster %s: %s", name, status.State)
	if status.State == cluster.Absent {
		return
	}
	s.Streams.Say("  engine      %s", status.Engine)
	s.Streams.Say("  node image  %s", status.Image)
	for _, node := range status.Nodes {
		s.Streams.Say("  node        %s%s", node, s.usage(ctx, e, status.State, node))
	}
	if status.State == cluster.Running {
		s.Streams.Say("  kubeconfig  %s", s.Dir(name).Kubeconfig())
		return
	}
	if !status.Reason.IsZero() {
		s.Streams.Say("  reason      %v", status.Reason)
	}
}

// usage says what a running node takes, where its engine is there and can tell.
func (s *Setup) usage(ctx context.Context, e *engine.Engine, state cluster.State, node string) string {
	if e == nil || state != cluster.Running {
		return ""
	}
	usage, err := e.Usage(ctx, node)
	if err != nil {
		return ""
	}
	return s.T(": memory %s, CPU %s (of one core)", usage.Memory, usage.CPU)
}
