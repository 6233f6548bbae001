package command

import (
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
)

// allowed is an error where the person does not let a verb remove what they
// were told of, or where nobody can be asked.
func (s *Setup) allowed(c *cli.Context, question i18n.Message) error {
	if c.Bool("yes") {
		return nil
	}
	if !s.Streams.Interactive {
		return &UsageError{i18n.Text("nothing was removed: nobody is here to allow it\nhint: run the same command in a terminal, or with --yes")}
	}
	yes, err := s.Streams.Confirm(c.Context, question)
	if err == nil && !yes {
		err = &UsageError{i18n.Text("nothing was removed")}
	}
	return err
}

// mayDown asks before a cluster goes that labs did not make, and before the
// learner's work goes, of which no copy is kept.
func (s *Setup) mayDown(c *cli.Context) error {
	name := c.String("name")
	if c.Bool("force") {
		provider, err := s.Cluster(c.Context, ClusterOptions{Name: name, Force: true})
		if err != nil {
			return err
		}
		status, err := provider.Status(c.Context)
		if err != nil {
			return err
		}
		if status.State == cluster.Foreign {
			if err := s.allowed(c, i18n.Text("Cluster %s: %v. Remove it with all that is in it?", name, status.Reason)); err != nil {
				return err
			}
		}
	}
	if c.Bool("all") && s.hasWork(name) {
		return s.allowed(c, i18n.Text("This removes the progress, the files and the copies of work in %s for good. Go on?", string(s.Dir(name))))
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
