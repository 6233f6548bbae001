package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"

	"github.com/fatih/color"
	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
)

// Doctor looks at everything that labs needs.
func Doctor(s *Setup, engines Engines, lifecycles Lifecycles) *cli.Command {
	name, dir := "", ""
	return &cli.Command{
		Name:   "doctor",
		Usage:  s.T("check for problems that can keep the labs from running"),
		Flags:  []cli.Flag{s.nameFlag(&name), s.dirFlag(&dir)},
		Action: func(c *cli.Context) error { return (&doctor{s, engines, lifecycles, name}).run(c.Context, dir) },
	}
}

func (d *doctor) run(ctx context.Context, dir string) error {
	if _, err := d.Course(dir); d.say(i18n.Text("course"), i18n.Text("valid"), err) != nil {
		return err
	}
	d.port(8001)
	e, err := d.engines(ctx, d.name)
	if err != nil {
		return d.say(i18n.Text("engine"), none, err)
	}
	_ = d.say(i18n.Text("engine"), i18n.Text("%s answers", e.Name), nil)
	d.disk(ctx, e)
	return d.cluster(ctx)
}

type doctor struct {
	*Setup
	engines    Engines
	lifecycles Lifecycles
	name       string
}

// none is what there is to say where only an error is.
var none i18n.Message

// say prints one finding, and gives its error on.
func (d *doctor) say(subject, good i18n.Message, err error) error {
	speak := d.Streams.Language
	sign, text := d.Streams.Paint(color.FgGreen)("✓"), speak.Message(good)
	if err != nil {
		sign, text = d.Streams.Paint(color.FgRed)("✗"), strings.ReplaceAll(speak.Error(err), "\n", "\n              ")
	}
	fmt.Fprintf(d.Streams.Out, "%s %s  %s\n", sign, runewidth.FillRight(speak.Message(subject), 10), text)
	return err
}

func (d *doctor) port(port int) {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		_ = d.say(i18n.Text("proxy port"), i18n.Text("%d is in use; the lab will use the next free port", port), nil)
		return
	}
	_ = listener.Close()
	_ = d.say(i18n.Text("proxy port"), i18n.Text("%d is free", port), nil)
}

func (d *doctor) disk(ctx context.Context, e *engine.Engine) {
	text, err := e.Output(ctx, "system", "df", "--format", "{{.Type}} {{.Size}}")
	_ = d.say(i18n.Text("disk"), i18n.Text("used by %s: %s", e.Name, strings.ReplaceAll(text, "\n", ", ")), err)
}

func (d *doctor) cluster(ctx context.Context) error {
	lifecycle, err := d.lifecycles(ctx, ClusterOptions{Name: d.name})
	if err != nil {
		return d.say(i18n.Text("cluster"), none, err)
	}
	_ = d.say(i18n.Text("inotify"), i18n.Text("enough for the nodes"), lifecycle.Inotify(ctx))
	status, err := lifecycle.Status(ctx)
	if err != nil {
		return d.say(i18n.Text("cluster"), none, err)
	}
	if status.State == cluster.Broken || status.State == cluster.Foreign {
		reason := i18n.Text("%s: %v", status.State, status.Reason)
		return d.say(i18n.Text("cluster"), none, &cluster.UnavailableError{Cluster: d.name, Reason: reason, Hint: i18n.Text("see `labs status` for details")})
	}
	_ = d.say(i18n.Text("cluster"), i18n.Text("%s: %s", d.name, status.State), nil)
	return d.kubeconfig()
}

func (d *doctor) kubeconfig() error {
	path := d.Dir(d.name).Kubeconfig()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return d.say(i18n.Text("kubeconfig"), i18n.Text("not created yet"), nil)
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" { // which has no modes
		err = i18n.Errorf("other users can read %s (mode %o)\nhint: run `chmod 600 %s`", path, info.Mode().Perm(), path)
	}
	return d.say(i18n.Text("kubeconfig"), i18n.Foreign(path), err)
}
