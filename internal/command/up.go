package command

import (
	"context"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
)

type upOptions struct {
	name, dir, nodeImage string
	noSnapshot           bool
}

// Up makes or starts the cluster.
func Up(s *Setup, lifecycles Lifecycles) *cli.Command {
	o := &upOptions{}
	return &cli.Command{
		Name:  "up",
		Usage: s.T("create or start the cluster"),
		Flags: []cli.Flag{s.nameFlag(&o.name), s.dirFlag(&o.dir), s.nodeImageFlag(&o.nodeImage),
			&cli.BoolFlag{Name: "no-snapshot", Usage: s.T("create a new cluster without using or saving a snapshot"), Destination: &o.noSnapshot}},
		Action: func(c *cli.Context) error { return s.up(c.Context, lifecycles, o) },
	}
}

func (s *Setup) up(ctx context.Context, lifecycles Lifecycles, o *upOptions) error {
	started := time.Now()
	course, _ := s.Course(o.dir) // a course with faults is made known when it is used
	options := ClusterOptions{Name: o.name, NodeImage: o.nodeImage, NoSnapshot: o.noSnapshot, Course: course}
	return s.managed(ctx, lifecycles, options, func(l Lifecycle) error { return s.upWith(ctx, l, o, started) })
}

func (s *Setup) upWith(ctx context.Context, lifecycle Lifecycle, o *upOptions, started time.Time) error {
	if err := lifecycle.Inotify(ctx); err != nil {
		s.Streams.Say("! %v", err)
	}
	if err := lifecycle.Up(ctx); err != nil {
		return err
	}
	s.Status.Clear()
	status, err := lifecycle.Status(ctx)
	if err != nil {
		return err
	}
	if o.nodeImage != image.Auto && o.nodeImage != status.Image {
		return &cluster.UnavailableError{Cluster: o.name,
			Reason: i18n.Text("it already runs with node image %s, not %s", status.Image, o.nodeImage),
			Hint:   i18n.Text("remove it with `labs down`, then create a new one with `labs up`")}
	}
	s.Streams.Say("cluster %s is up (%s, %s) after %.1fs", o.name, status.Engine, status.Image, time.Since(started).Seconds())
	return nil
}

// Pause stops the cluster.
func Pause(s *Setup, lifecycles Lifecycles) *cli.Command {
	name := ""
	return &cli.Command{
		Name:   "pause",
		Usage:  s.T("stop the cluster and keep everything in it; labs up starts it again"),
		Flags:  []cli.Flag{s.nameFlag(&name)},
		Action: func(c *cli.Context) error { return s.pause(c.Context, lifecycles, name) },
	}
}

func (s *Setup) pause(ctx context.Context, lifecycles Lifecycles, name string) error {
	return s.managed(ctx, lifecycles, ClusterOptions{Name: name}, func(lifecycle Lifecycle) error {
		if err := lifecycle.Pause(ctx); err != nil {
			return err
		}
		s.Status.Clear()
		s.Streams.Say("cluster %s is stopped; start it again with `labs up`", name)
		return nil
	})
}
