package command

import (
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
)

// Up makes or starts the cluster.
func Up(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "up",
		Usage: s.T("make the cluster, or start it"),
		Flags: []cli.Flag{s.nameFlag(), s.dirFlag(), &cli.StringFlag{
			Name: "node-image", Value: image.Auto, EnvVars: []string{"LABS_NODE_IMAGE"},
			Usage: s.T("make the nodes from this `IMAGE`; auto takes a local one, pulls kind's, or builds one"),
		}, &cli.BoolFlag{Name: "no-snapshot", Usage: s.T("make a new cluster the long way, and keep no snapshot of it")}},
		Action: func(c *cli.Context) error {
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			started := time.Now()
			course, _ := s.Course(c.String("dir")) // a course with faults is made known when it is used
			provider, err := s.Cluster(c.Context, ClusterOptions{
				Name: c.String("name"), NodeImage: c.String("node-image"), NoSnapshot: c.Bool("no-snapshot"), Course: course,
			})
			if err != nil {
				return err
			}
			if err := provider.Inotify(c.Context); err != nil {
				s.Streams.Say("! %v", err)
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
			Reason: i18n.Text("it is up, but made from image %s, not %s", status.Image, wanted),
			Hint:   i18n.Text("labs down removes it, labs up makes a new one")}
	}
	s.Streams.Say("cluster %s is up (%s, %s) after %.1fs", c.String("name"), status.Engine, status.Image, time.Since(started).Seconds())
	return nil
}
