package command

import (
	"context"
	"os"
	"path/filepath"
	"testing/fstest"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/workshop"
)

const defaultBundle = "workshop.tar.zst"

type bundleSaveOptions struct{ output, nodeImage, dir string }

func bundleSave(b *Bundler) *cli.Command {
	o := &bundleSaveOptions{}
	return &cli.Command{
		Name:  "save",
		Usage: b.T("write the node image, the images of a course and the course itself into one file"),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: defaultBundle, Usage: b.T("write the bundle to this `FILE`"), Destination: &o.output},
			b.nodeImageFlag(&o.nodeImage), b.dirFlag(&o.dir),
		},
		Action: func(c *cli.Context) error { return b.save(c.Context, o) },
	}
}

func (b *Bundler) save(ctx context.Context, o *bundleSaveOptions) error {
	if info, err := os.Stat(o.output); err == nil && !info.Mode().IsRegular() {
		return &UsageError{i18n.Text("--output must be a regular file; %q is not", o.output)}
	}
	course, err := b.Course(o.dir)
	if err != nil {
		return err
	}
	as, files, err := packed(course, o.dir)
	if err != nil {
		return err
	}
	saver, err := b.Saver(ctx, o.nodeImage)
	if err != nil {
		return err
	}
	saver.Now = time.Now()
	contents, err := saver.Save(ctx, course, as, files, o.output)
	if err != nil {
		return err
	}
	b.Status.Clear()
	info, err := os.Stat(o.output)
	if err != nil {
		return err
	}
	b.Streams.Say("%s contains %d images and the course, for %s: %s, %s unpacked, created in %.1fs",
		o.output, len(contents.Images), contents.Platform, term.Size(info.Size()), term.Size(contents.Total()), time.Since(saver.Now).Seconds())
	b.Streams.Say("Copy it to the other machines, or serve it on the local network:")
	b.say(shell.Words("labs", "bundle", "serve", o.output))
	return nil
}

// packed gives what a course is called in a bundle, and its files.
func packed(course *lab.Course, path string) (bundle.Course, []bundle.Tree, error) {
	if course.Name == progress.Builtin {
		return bundle.Course{Name: "labs", Builtin: true}, workshop.Trees(course), nil
	}
	name := fileName(filepath.Base(course.Name))
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return bundle.Course{Name: name}, workshop.Trees(course), err
	}
	data, err := os.ReadFile(path)
	file := fstest.MapFS{name: {Data: data, Mode: 0o644}}
	return bundle.Course{Name: name, Main: name}, []bundle.Tree{{FS: file, Root: "."}}, err
}
