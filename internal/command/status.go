package command

import (
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
)

// Status says how the cluster is.
func Status(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: s.T("say how the cluster is"),
		Flags: []cli.Flag{s.nameFlag()},
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
			s.Streams.Say("cluster %s: %s", name, status.State)
			if status.State == cluster.Absent {
				return nil
			}
			s.Streams.Say("  engine      %s", status.Engine)
			s.Streams.Say("  node image  %s", status.Image)
			for _, node := range status.Nodes {
				s.Streams.Say("  node        %s", node)
			}
			if status.State == cluster.Running {
				s.Streams.Say("  kubeconfig  %s", s.Dir(name).Kubeconfig())
				return nil
			}
			if !status.Reason.IsZero() {
				s.Streams.Say("  reason      %v", status.Reason)
			}
			return nil
		},
	}
}
