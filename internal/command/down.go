package command

import (
	"os"

	"github.com/urfave/cli/v2"
)

// Down removes the cluster.
func Down(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "down",
		Usage: s.T("remove the cluster and all that came with it; your progress and your files stay"),
		Flags: []cli.Flag{
			s.nameFlag(),
			&cli.BoolFlag{Name: "force", Usage: s.T("remove it also if labs did not make it")},
			&cli.BoolFlag{Name: "all", Usage: s.T("remove your progress, your files and their copies too")},
			s.yesFlag(s.T("ask nothing")),
		},
		Action: func(c *cli.Context) error {
			if err := s.mayDown(c); err != nil {
				return err
			}
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			provider, err := s.Cluster(c.Context, ClusterOptions{Name: c.String("name"), Force: c.Bool("force"), All: c.Bool("all")})
			if err != nil {
				return err
			}
			s.Status.Set("Removing cluster %q", c.String("name"))
			if err := provider.Down(c.Context); err != nil {
				return err
			}
			s.Status.Clear()
			s.Streams.Say("cluster %s is gone", c.String("name"))
			if _, err := os.Stat(s.Dir(c.String("name")).Progress()); err == nil {
				s.Streams.Say("your progress and your files are kept; labs down --all removes them too")
			}
			return nil
		},
	}
}
