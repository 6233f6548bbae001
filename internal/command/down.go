package command

import (
	"github.com/urfave/cli/v2"
)

// Down removes the cluster.
func Down(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "down",
		Usage: s.T("remove the cluster and everything that came with it"),
		Flags: []cli.Flag{s.nameFlag(), &cli.BoolFlag{Name: "force", Usage: s.T("remove it also if labs did not make it")}},
		Action: func(c *cli.Context) error {
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			provider, err := s.Cluster(c.Context, ClusterOptions{Name: c.String("name"), Force: c.Bool("force")})
			if err != nil {
				return err
			}
			s.Status.Set("Removing cluster %q", c.String("name"))
			if err := provider.Down(c.Context); err != nil {
				return err
			}
			s.Status.Clear()
			s.Streams.Say("cluster %s is gone", c.String("name"))
			return nil
		},
	}
}
