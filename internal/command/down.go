package command

import (
	"context"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
)

type downOptions struct {
	name            string
	force, all, yes bool
}

// Down removes the cluster.
func Down(s *Setup, lifecycles Lifecycles) *cli.Command {
	o := &downOptions{}
	return &cli.Command{
		Name:  "down",
		Usage: s.T("remove the cluster and everything created with it; your progress and files are kept"),
		Flags: []cli.Flag{
			s.nameFlag(&o.name),
			&cli.BoolFlag{Name: "force", Usage: s.T("remove the cluster even if labs did not create it"), Destination: &o.force},
			&cli.BoolFlag{Name: "all", Usage: s.T("also remove your progress, your files and their backups"), Destination: &o.all},
			s.yesFlag(&o.yes, s.T("skip confirmation prompts")),
		},
		Action: func(c *cli.Context) error { return s.down(c.Context, lifecycles, o) },
	}
}

func (s *Setup) down(ctx context.Context, lifecycles Lifecycles, o *downOptions) error {
	if err := s.mayDown(ctx, lifecycles, o); err != nil {
		return err
	}
	options := ClusterOptions{Name: o.name, Force: o.force, All: o.all}
	return s.managed(ctx, lifecycles, options, func(lifecycle Lifecycle) error {
		s.Status.Set("Removing cluster %q", o.name)
		if err := lifecycle.Down(ctx); err != nil {
			return err
		}
		s.Status.Clear()
		s.Streams.Say("cluster %s was removed", o.name)
		if _, err := os.Stat(s.Dir(o.name).Progress()); err == nil {
			s.Streams.Say("your progress and files are kept; to remove them too, run labs down --all")
		}
		return nil
	})
}

// mayDown asks before it removes a cluster that labs did not make, or the learner's work, of which no copy is kept.
func (s *Setup) mayDown(ctx context.Context, lifecycles Lifecycles, o *downOptions) error {
	if o.force {
		lifecycle, err := lifecycles(ctx, ClusterOptions{Name: o.name, Force: true})
		if err != nil {
			return err
		}
		status, err := lifecycle.Status(ctx)
		if err != nil {
			return err
		}
		if status.State == cluster.Foreign {
			if err := s.allowed(ctx, o.yes, i18n.Text("Cluster %s: %v. Remove it and everything in it?", o.name, status.Reason)); err != nil {
				return err
			}
		}
	}
	if o.all && s.hasWork(o.name) {
		return s.allowed(ctx, o.yes, i18n.Text("This permanently deletes the progress, files and backups in %s. Continue?", string(s.Dir(o.name))))
	}
	return nil
}

// hasWork says whether there is anything of the learner's.
func (s *Setup) hasWork(name string) bool {
	dir := s.Dir(name)
	for _, path := range []string{dir.Progress(), dir.Backups(), filepath.Dir(dir.Work("any"))} {
		if _, err := os.Lstat(path); err == nil {
			return true
		}
	}
	return false
}
