package command

import (
	"context"
	"errors"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/workshop"
)

func bundleLoad(b *Bundler) *cli.Command {
	return &cli.Command{
		Name:      "load",
		Usage:     b.T("verify a bundle and load its contents, from a file, a URL, HOST:PORT or - for standard input"),
		ArgsUsage: "FILE|URL|HOST:PORT|-",
		Action: func(c *cli.Context) error {
			from, err := oneFile("load", c.Args())
			if err != nil {
				return err
			}
			return b.loadFrom(c.Context, from)
		},
	}
}

func (b *Bundler) loadFrom(ctx context.Context, from string) error {
	loader, err := b.Loader(ctx)
	if err != nil {
		return err
	}
	file, err := b.openBundle(ctx, from)
	if err != nil {
		return err
	}
	return b.load(ctx, loader, file)
}

func (b *Bundler) load(ctx context.Context, loader *workshop.Loader, file bundleFile) error {
	started := time.Now()
	loaded, err := loader.Load(ctx, file, file.Size())
	file.Done(err == nil || errors.As(err, new(*bundle.InvalidError)) || errors.As(err, new(*bundle.PlatformError)))
	if err != nil {
		return err
	}
	b.Status.Clear()
	for _, name := range loaded.Images {
		b.Streams.Say("  ✓ %s", name)
	}
	for _, name := range loaded.Present {
		b.Streams.Say("  ✓ %s already exists", name)
	}
	b.Streams.Say("loaded %s (created by labs %s) in %.1fs", file.Name(), loaded.Version, time.Since(started).Seconds())
	b.next(loaded)
	return nil
}

func (b *Bundler) next(loaded *workshop.Loaded) {
	b.Streams.Say("Next, run:")
	b.say(shell.Words("labs", "up"))
	if loaded.Course == "" {
		b.say(shell.Words("labs", "next"))
		return
	}
	b.say(shell.Words("labs", "next", "--dir", loaded.Course))
	if loaded.Contents.Course.Builtin {
		b.Streams.Say("This course is from labs %s, and you are running labs %s: the loaded images match this course.", loaded.Version, b.Version.Labs)
	}
}
