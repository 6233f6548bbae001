package command

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/snapshot"
	"labs.local/labs/internal/term"
)

type pruneOptions struct{ all, dryRun, yes bool }

// Prune frees the disk of what labs has made and does not need.
func Prune(s *Setup, disk *Disk) *cli.Command {
	o := &pruneOptions{}
	return &cli.Command{
		Name:  "prune",
		Usage: s.T("remove unneeded images and snapshots to free disk space"),
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: s.T("remove all images and snapshots, except images that a cluster uses; the next start takes longer"), Destination: &o.all},
			&cli.BoolFlag{Name: "dry-run", Usage: s.T("show what would be removed, without removing it"), Destination: &o.dryRun},
			s.yesFlag(&o.yes, s.T("skip confirmation prompts")),
		},
		Action: func(c *cli.Context) error { return s.prune(c.Context, disk, o) },
	}
}

func (s *Setup) prune(ctx context.Context, disk *Disk, o *pruneOptions) error {
	e, err := disk.Engines(ctx, "")
	if err != nil {
		return err
	}
	found, err := disk.look(ctx, e)
	if err != nil {
		return err
	}
	p := &pruning{Setup: s, partial: disk.Downloads, engine: e, all: o.all, dry: true}
	if err := p.run(ctx, found); err != nil || o.dryRun || p.freed == 0 {
		return err
	}
	if err := s.allowed(ctx, o.yes, i18n.Text("Remove them?")); err != nil {
		return err
	}
	return (&pruning{Setup: s, partial: disk.Downloads, engine: e, all: o.all}).run(ctx, found)
}

// run removes, or says what would go.
func (p *pruning) run(ctx context.Context, found kept) error {
	p.images(ctx, found.images)
	if err := p.snapshots(ctx, found.snapshots); err != nil {
		return err
	}
	p.downloads()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if p.dry {
		p.Streams.Say("would free up to %s", term.Size(p.freed))
		return nil
	}
	p.Streams.Say("space freed: at most %s", term.Size(p.freed))
	return nil
}

type pruning struct {
	*Setup
	engine image.Engine
	// partial is the folder of the downloads.
	partial  string
	all, dry bool
	freed    int64
}

// images removes other node images, and what only a build needed. One that a container is made from stays.
func (p *pruning) images(ctx context.Context, own []image.Own) {
	var kept []image.Own
	for _, i := range own {
		if !p.all && (i.Name == p.Version.NodeImage || !i.Node && !i.Nameless()) || !p.remove(i.Name, i.Bytes, func() error { return i.Remove(ctx, p.engine) }) {
			kept = append(kept, i)
		}
	}
	p.freed += image.Bytes(own) - image.Bytes(kept)
}

// snapshots removes those whose node image is not there, or that cannot be read.
func (p *pruning) snapshots(ctx context.Context, files []snapshot.File) error {
	for _, f := range files {
		if id, err := image.ID(ctx, p.engine, f.NodeImage); !p.all && f.NodeImage != "" && (id != "" || err != nil) {
			continue
		}
		p.removeFile(f.Path, f.Bytes)
	}
	return ctx.Err()
}

// remove says whether a thing went, or would.
func (p *pruning) remove(name string, bytes int64, remove func() error) bool {
	if p.dry {
		p.Streams.Say("would remove %s (%s)", name, term.Size(bytes))
		return true
	}
	if err := remove(); err != nil {
		p.Streams.Say("could not remove %s: %v", name, err)
		return false
	}
	p.Streams.Say("removed %s (%s)", name, term.Size(bytes))
	return true
}

func (p *pruning) removeFile(path string, bytes int64) {
	if p.remove(path, bytes, func() error { return os.Remove(path) }) {
		p.freed += bytes
	}
}

// downloads removes those that were given up: nothing was written to them for an hour.
func (p *pruning) downloads() {
	entries, _ := os.ReadDir(p.partial) // none, where there is no folder
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !p.all && time.Since(info.ModTime()) < time.Hour {
			continue
		}
		p.removeFile(filepath.Join(p.partial, entry.Name()), info.Size())
	}
}

// Disk is where labs keeps what it has on this machine besides clusters.
type Disk struct {
	Engines Engines
	// Snapshots has the states of new clusters.
	Snapshots snapshot.Store
	// Downloads is the folder for what is being downloaded.
	Downloads string
}

type kept struct {
	images    []image.Own
	snapshots []snapshot.File
}

func (d *Disk) look(ctx context.Context, e image.Engine) (k kept, err error) {
	if k.images, err = image.ListOwn(ctx, e); err != nil {
		return k, err
	}
	k.snapshots, err = d.Snapshots.List()
	return k, err
}

// say prints one line. A layer that images share counts once, with the node images where they have it.
func (k kept) say(s *term.Streams) {
	var snapshots int64
	for _, f := range k.snapshots {
		snapshots += f.Bytes
	}
	nodes := image.Bytes(slices.DeleteFunc(slices.Clone(k.images), func(i image.Own) bool { return !i.Node }))
	others := image.Bytes(k.images) - nodes
	s.Say("  disk        node images %s, lab images %s, snapshots %s (free space with labs prune)", term.Size(nodes), term.Size(others), term.Size(snapshots))
}
