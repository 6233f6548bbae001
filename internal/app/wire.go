package app

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"

	"github.com/adrg/xdg"
	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/pull"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
)

// parts knows how the parts of the program fit.
type parts struct {
	*command.Setup
	disk *command.Disk
}

func wire(streams *term.Streams, getenv func(string) string, version command.Version) *parts {
	p := &parts{
		&command.Setup{Streams: streams, Status: term.NewStatus(streams), Getenv: getenv, Version: version},
		&command.Disk{Snapshots: snapshot.Store(filepath.Join(xdg.CacheHome, "labs", "snapshots")), Downloads: filepath.Join(xdg.CacheHome, "labs", "downloads")},
	}
	p.Course, p.Dir, p.disk.Engines = p.course, p.dir, p.engine
	return p
}

// engine gives the one that is asked for, or that made the cluster of that name, or the first that answers.
func (p *parts) engine(ctx context.Context, name string) (*engine.Engine, error) {
	if err := withoutContentTrust(); err != nil {
		return nil, err
	}
	asked, made := p.Getenv("KIND_EXPERIMENTAL_PROVIDER"), p.dir(name).Engine()
	e, err := engine.Detect(ctx, cmp.Or(asked, made), p.dir(name).Pace())
	if err != nil && asked == "" && made != "" && ctx.Err() == nil {
		return nil, i18n.Errorf("cluster %q was created with %s: %w", name, made, err)
	}
	return e, err
}

func (p *parts) dir(name string) cluster.Dir {
	return cluster.Dir(filepath.Join(xdg.StateHome, "labs", name))
}

func (p *parts) nodes(e *engine.Engine) *image.Nodes {
	return &image.Nodes{Engine: e, Pull: puller(e, p.Status), Built: p.Version.NodeImage, Build: p.nodeImageBuild(e), Progress: p.Status.Set}
}

func puller(e *engine.Engine, status pull.Status) func(ctx context.Context, reference string) error {
	return (&pull.Puller{Engine: e, Status: status, Idle: limit.Pull}).Pull
}

func builder(e *engine.Engine, nodeImage string, status pull.Status) *image.Builder {
	return &image.Builder{Engine: e, Pull: puller(e, status), Options: e.BuildOptions(), NodeImage: nodeImage, Progress: status.Set}
}

// prepare gives what brings the images of a course into a cluster that is being made.
func (p *parts) prepare(k *cluster.Kind, course *lab.Course) func(ctx context.Context, nodeImage string) {
	return func(ctx context.Context, nodeImage string) {
		quiet := pull.Silent{}
		builder := builder(k.Engine, nodeImage, quiet)
		loader := &image.Loader{Engine: k.Engine, Nodes: k.Nodes, Progress: quiet.Set}
		load, build := course.NeededImages()
		image.Prepare(ctx, builder, loader, course.Files, build, load)
	}
}

// nodeImageBuild gives the build of the node image where this program is bin/labs in its source, and nil elsewhere.
func (p *parts) nodeImageBuild(e *engine.Engine) func(context.Context) error {
	script := filepath.Join(filepath.Dir(self()), "..", "images", "node", "build.sh")
	if _, err := os.Stat(script); err != nil || p.Version.NodeImage == "" {
		return nil
	}
	return func(ctx context.Context) error {
		p.Status.Clear()
		build := exec.CommandContext(ctx, script)
		build.Cancel = func() error { return build.Process.Signal(os.Interrupt) }
		build.Env = append(build.Environ(), "ENGINE="+e.Name)
		build.Stdout, build.Stderr = p.Streams.Err, p.Streams.Err
		err := build.Run()
		return cmp.Or(ctx.Err(), err)
	}
}

func self() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// room asks a cluster's API server what the nodes have left for Pods.
func (p *parts) room(ctx context.Context, name string) ([]corev1.ResourceList, error) {
	client, err := kube.New(p.dir(name).Kubeconfig())
	if err != nil {
		return nil, err
	}
	return client.Room(ctx)
}

// settleHome has this process, and the programs that it runs, know the user's home folder where the environment does
// not: cron, services and containers leave it out. A user without one can still set XDG_STATE_HOME and the like.
func settleHome() {
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return
	}
	u, err := user.Current()
	if err != nil || !filepath.IsAbs(u.HomeDir) {
		return
	}
	if os.Setenv("HOME", u.HomeDir) == nil {
		xdg.Reload()
	}
}

// withoutContentTrust has the engine take the images that labs built, and those of kind, which nobody signs.
func withoutContentTrust() error { return os.Unsetenv("DOCKER_CONTENT_TRUST") }
