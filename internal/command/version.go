package command

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

type versionOptions struct{ json bool }

// PrintVersion says which labs this is, and which Kubernetes it speaks.
func PrintVersion(s *Setup) *cli.Command {
	o := &versionOptions{}
	return &cli.Command{
		Name:   "version",
		Usage:  s.T("print the version"),
		Flags:  []cli.Flag{s.jsonFlag(&o.json)},
		Action: func(*cli.Context) error { return s.printVersion(o) },
	}
}

func (s *Setup) printVersion(o *versionOptions) error {
	compiled, _ := debug.ReadBuildInfo()
	build := s.Version.build(compiled)
	if o.json {
		return s.printJSON(build)
	}
	s.sayVersion(build)
	return nil
}

// sayVersion leaves out what is not known.
func (s *Setup) sayVersion(b *Build) {
	s.Streams.Say("labs %s (%s, %s/%s)", b.Labs, b.Go, b.OS, b.Arch)
	if b.Commit != "" {
		s.Streams.Say("commit %s", strings.TrimSpace(b.Commit+" "+b.Date))
	}
	for _, part := range [][2]string{{"kubectl", b.Kubectl}, {"client-go", b.ClientGo}, {"kind", b.Kind}} {
		if part[1] != "" {
			fmt.Fprintln(s.Streams.Out, part[0], part[1])
		}
	}
	if b.NodeImage != "" {
		s.Streams.Say("node image %s", b.NodeImage)
	}
}
