package command

import (
	"context"

	"github.com/urfave/cli/v2"
)

type pauseOptions struct{ name string }

// Pause stops the cluster.
func Pause(s *Setup, lifecycles Lifecycles) *cli.Command {
	o := &pauseOptions{}
	return &cli.Command{
		Name:   "pause",
		Usage:  s.T("stop the cluster and keep everything in it; labs up starts it again"),
		Flags:  []cli.Flag{s.nameFlag(&o.name)},
		Action: func(c *cli.Context) error { return s.pause(c.Context, lifecycles, o) },
	}
}

func (s *Setup) pause(ctx context.Context, lifecycles Lifecycles, o *pauseOptions) error {
	unlock, err := s.lock(ctx, o.name)
	if err != nil {
		return err
	}
	defer unlock()
	lifecycle, err := lifecycles(ctx, ClusterOptions{Name: o.name})
	if err != nil {
		return err
	}
	if err := lifecycle.Pause(ctx); err != nil {
		return err
	}
	s.Status.Clear()
	s.Streams.Say("cluster %s is stopped; start it again with `labs up`", o.name)
	return nil
}
