package command

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
)

// Status says how the cluster is.
func Status(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "say how the cluster is",
		Flags: []cli.Flag{nameFlag()},
		Action: func(c *cli.Context) error {
			name := c.String("name")
			provider, err := s.Cluster(c.Context, ClusterOptions{Name: name})
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
