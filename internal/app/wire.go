package app

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	builtin "labs.local/labs"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/pull"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
)

// parts knows how the parts of the program fit.
type parts struct{ *command.Setup }

func wire(streams *term.Streams, getenv func(string) string, version command.Version) *command.Setup {
	p := &parts{&command.Setup{Streams: streams, Status: term.NewStatus(streams), Getenv: getenv, Version: version}}
	p.Course, p.Engine, p.Cluster, p.Dir, p.Connect = p.course, p.engine, p.cluster, p.dir, p.connect
	p.Saver, p.Loader, p.Downloads = p.saver, p.loader, filepath.Join(xdg.CacheHome, "labs", "downloads")
	p.Snapshots = snapshot.Store(filepath.Join(xdg.CacheHome, "labs", "snapshots"))
	p.Self, p.Patience, p.Schemas, p.Evidence, p.Room = p.self, p.patience, schemas(), p.evidence, p.room
	return p.Setup
}

// schemas gives those of the formats that other programs read or write.
func schemas() map[string]func() ([]byte, error) {
	return map[string]func() ([]byte, error){
		"events": func() ([]byte, error) { return json.MarshalIndent(report.EventSchema(), "", "  ") },
		"lab":    func() ([]byte, error) { return builtin.Course.ReadFile(lab.SchemaFile) },
	}
}

// engine gives the one that is asked for, or that made the cluster of that name,
// or the first that answers.
func (p *parts) engine(ctx context.Context, name string) (*engine.Engine, error) {
	if err := withoutContentTrust(); err != nil {
		return nil, err
	}
	asked, made := p.Getenv("KIND_EXPERIMENTAL_PROVIDER"), p.dir(name).Engine()
	e, err := engine.Detect(ctx, cmp.Or(asked, made), p.dir(name).Pace())
	if err != nil && asked == "" && made != "" && ctx.Err() == nil {
		return nil, i18n.Errorf("cluster %q is of %s: %w", name, made, err)
	}
	return e, err
}

func (p *parts) dir(name string) cluster.Dir {
	return cluster.Dir(filepath.Join(xdg.StateHome, "labs", name))
}

func (p *parts) cluster(ctx context.Context, options command.ClusterOptions) (cluster.Provider, error) {
	e, err := p.engine(ctx, options.Name)
	if err != nil {
		return nil, err
	}
	return p.kind(e, options), nil
}

func (p *parts) nodes(e *engine.Engine) *image.Nodes {
	return &image.Nodes{Engine: e, Pull: puller(e, p.Status), Built: p.Version.NodeImage, Build: p.nodeImageBuild(e), Progress: p.Status.Set}
}

func (p *parts) kind(e *engine.Engine, options command.ClusterOptions) *cluster.Kind {
	snapshots := p.Snapshots
	if options.NoSnapshot {
		snapshots = ""
	}
	nodes := p.nodes(e)
	k := &cluster.Kind{
		Name: options.Name, Dir: p.dir(options.Name), Engine: e, Force: options.Force, All: options.All, Progress: p.Status.Set, Snapshots: snapshots,
		Image: func(ctx context.Context) (string, error) {
			return nodes.Resolve(ctx, cmp.Or(options.NodeImage, image.Auto))
		},
		Failed: filepath.Join(xdg.CacheHome, "labs", "failed", options.Name),
		Ready: func(ctx context.Context, kubeconfig string, started time.Time) error {
			client, err := kube.New(kubeconfig)
			if err != nil {
				return err
			}
			return client.Ready(ctx, started)
		},
		Elect: func(ctx context.Context, kubeconfig string, started time.Time) error {
			client, err := kube.New(kubeconfig)
			if err != nil {
				return err
			}
			return client.Elect(ctx, started)
		},
	}
	if options.Course != nil {
		k.Prepare = p.prepare(k, options.Course)
	}
	return k
}

// puller gives what pulls images with an engine.
func puller(e *engine.Engine, status pull.Status) func(ctx context.Context, reference string) error {
	return (&pull.Puller{Engine: e, Status: status, Idle: limit.Pull}).Pull
}

func builder(e *engine.Engine, nodeImage string, status pull.Status) *image.Builder {
	return &image.Builder{Engine: e, Pull: puller(e, status), Options: e.BuildOptions(), NodeImage: nodeImage, Progress: status.Set}
}

// prepare gives what brings the images of a course into a cluster that is being
// made.
func (p *parts) prepare(k *cluster.Kind, course *lab.Course) func(ctx context.Context, nodeImage string) {
	return func(ctx context.Context, nodeImage string) {
		quiet := pull.Silent{}
		builder := builder(k.Engine, nodeImage, quiet)
		loader := &image.Loader{Engine: k.Engine, Nodes: k.Nodes, Progress: quiet.Set}
		load, build := course.NeededImages()
		image.Prepare(ctx, builder, loader, course.Files, build, load)
	}
}

// nodeImageBuild gives the build of the node image where this program lies
// in its own source, as bin/labs, and nil elsewhere.
func (p *parts) nodeImageBuild(e *engine.Engine) func(context.Context) error {
	script := filepath.Join(filepath.Dir(p.self()), "..", "images", "node", "build.sh")
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

func (p *parts) self() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}
