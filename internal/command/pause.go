package command

import "github.com/urfave/cli/v2"

// Pause stops the cluster.
func Pause(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "pause",
		Usage: s.T("stop the cluster, with all that is in it; labs up starts it again"),
		Flags: []cli.Flag{s.nameFlag()},
		Action: func(c *cli.Context) error {
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			provider, err := s.Cluster(c.Context, ClusterOptions{Name: c.String("name")})
			if err != nil {
				return err
			}
			if err := provider.Pause(c.Context); err != nil {
				return err
			}
			s.Status.Clear()
			s.Streams.Say("cluster %s is stopped; labs up starts it again", c.String("name"))
			return nil
		},
	}
}
