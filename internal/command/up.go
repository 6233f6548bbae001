package command

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/image"
)

// Up makes or starts the cluster.
func Up(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "up",
		Usage: "make the cluster, or start it",
		Flags: []cli.Flag{&cli.StringFlag{
			Name: "node-image", Value: image.Auto,
			Usage: "make the nodes from this `IMAGE`; auto takes a local one, pulls kind's, or builds one",
		}},
		Action: func(c *cli.Context) error {
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			started := time.Now()
			provider, err := s.Cluster(c.Context, c.String("name"), c.String("node-image"))
			if err != nil {
				return err
			}
			if err := provider.Up(c.Context); err != nil {
				return err
			}
			return s.reportUp(c, provider, started)
		},
	}
}

func (s *Setup) reportUp(c *cli.Context, provider cluster.Provider, started time.Time) error {
	s.Status.Clear()
	status, err := provider.Status(c.Context)
	if err != nil {
		return err
	}
	if wanted := c.String("node-image"); wanted != image.Auto && wanted != status.Image {
		return &cluster.UnavailableError{Cluster: c.String("name"),
			Reason: fmt.Sprintf("it is up, but made from image %s, not %s", status.Image, wanted),
			Hint:   "labs down removes it, labs up makes a new one"}
	}
	fmt.Fprintf(s.Streams.Out, "cluster %s is up (%s, %s) after %.1fs\n", c.String("name"), status.Engine, status.Image, time.Since(started).Seconds())
	return nil
}

// Down removes the cluster.
func Down(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "down",
		Usage: "remove the cluster and everything that came with it",
		Action: func(c *cli.Context) error {
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			provider, err := s.Cluster(c.Context, c.String("name"), image.Auto)
			if err != nil {
				return err
			}
			s.Status.Set("Removing cluster %q", c.String("name"))
			if err := provider.Down(c.Context); err != nil {
				return err
			}
			s.Status.Clear()
			fmt.Fprintf(s.Streams.Out, "cluster %s is gone\n", c.String("name"))
			return nil
		},
	}
}

// Status says how the cluster is.
func Status(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "say how the cluster is",
		Action: func(c *cli.Context) error {
			name := c.String("name")
			provider, err := s.Cluster(c.Context, name, image.Auto)
			if err != nil {
				return err
			}
			status, err := provider.Status(c.Context)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.Streams.Out, "cluster %s: %s\n", name, status.State)
			if status.State == cluster.Absent {
				return nil
			}
			fmt.Fprintf(s.Streams.Out, "  engine      %s\n  node image  %s\n", status.Engine, status.Image)
			for _, node := range status.Nodes {
				fmt.Fprintf(s.Streams.Out, "  node        %s\n", node)
			}
			if status.State == cluster.Running {
				fmt.Fprintf(s.Streams.Out, "  kubeconfig  %s\n", s.Dir(name).Kubeconfig())
				return nil
			}
			if status.Reason != "" {
				fmt.Fprintf(s.Streams.Out, "  reason      %s\n", status.Reason)
			}
			return nil
		},
	}
}
