package command

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// PrintVersion says which labs this is, and which Kubernetes it speaks.
func PrintVersion(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: s.T("print the version"),
		Action: func(*cli.Context) error {
			s.Streams.Say("labs %s (%s, %s/%s)", s.Version.Labs, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			info, ok := debug.ReadBuildInfo()
			for _, module := range []string{"k8s.io/client-go", "sigs.k8s.io/kind"} {
				for _, dependency := range info.Deps {
					if ok && dependency.Path == module {
						fmt.Fprintf(s.Streams.Out, "%s %s\n", module, dependency.Version)
					}
				}
			}
			if s.Version.NodeImage != "" {
				s.Streams.Say("node image %s", s.Version.NodeImage)
			}
			return nil
		},
	}
}
