package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/fatih/color"
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
)

// Doctor looks at everything that labs needs.
func Doctor(s *Setup) *cli.Command {
	return &cli.Command{
		Name:  "doctor",
		Usage: "look for what could keep the labs from running",
		Flags: []cli.Flag{nameFlag(), dirFlag()},
		Action: func(c *cli.Context) error {
			d := &doctor{Setup: s, name: c.String("name")}
			if _, err := s.Course(c.String("dir")); d.say("course", "valid", err) != nil {
				return err
			}
			d.port(8001)
			e, err := s.Engine(c.Context)
			if err != nil {
				return d.say("engine", "", err)
			}
			_ = d.say("engine", e.Name+" answers", nil)
			d.disk(c.Context, e)
			return d.cluster(c.Context)
		},
	}
}

type doctor struct {
	*Setup
	name string
}

// say prints one finding, and gives its error on.
func (d *doctor) say(subject, good string, err error) error {
	sign, text := d.Streams.Paint(color.FgGreen)("✓"), good
	if err != nil {
		sign, text = d.Streams.Paint(color.FgRed)("✗"), strings.ReplaceAll(err.Error(), "\n", "\n              ")
	}
	fmt.Fprintf(d.Streams.Out, "%s %-10s  %s\n", sign, subject, text)
	return err
}

func (d *doctor) port(port int) {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		_ = d.say("proxy port", fmt.Sprintf("%d is taken; the lab will take the next free one", port), nil)
		return
	}
	_ = listener.Close()
	_ = d.say("proxy port", fmt.Sprintf("%d is free", port), nil)
}

func (d *doctor) disk(ctx context.Context, e *engine.Engine) {
	text, err := e.Output(ctx, "system", "df", "--format", "{{.Type}} {{.Size}}")
	_ = d.say("disk", "in use by "+e.Name+": "+strings.ReplaceAll(text, "\n", ", "), err)
}

func (d *doctor) cluster(ctx context.Context) error {
	provider, err := d.Cluster(ctx, ClusterOptions{Name: d.name})
	if err != nil {
		return d.say("cluster", "", err)
	}
	status, err := provider.Status(ctx)
	if err != nil {
		return d.say("cluster", "", err)
	}
	if status.State == cluster.Broken || status.State == cluster.Foreign {
		return d.say("cluster", "", &cluster.UnavailableError{Cluster: d.name, Reason: strings.TrimSpace(string(status.State) + " " + status.Reason), Hint: "labs status says more"})
	}
	_ = d.say("cluster", fmt.Sprintf("%s: %s", d.name, status.State), nil)
	return d.kubeconfig()
}

func (d *doctor) kubeconfig() error {
	path := d.Dir(d.name).Kubeconfig()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return d.say("kubeconfig", "none yet", nil)
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others (mode %o)\nhint: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	return d.say("kubeconfig", path, err)
}
