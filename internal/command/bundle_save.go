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

// defaultBundle is what a bundle is called.
const defaultBundle = "workshop.tar.zst"

type bundleSaveOptions struct{ output, nodeImage, dir string }

func bundleSave(s *Setup) *cli.Command {
	o := &bundleSaveOptions{}
	return &cli.Command{
		Name:  "save",
		Usage: s.T("write the node image, the images of a course and the course itself into one file"),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: defaultBundle, Usage: s.T("write this `FILE`"), Destination: &o.output},
			s.nodeImageFlag(&o.nodeImage), s.dirFlag(&o.dir),
		},
		Action: func(c *cli.Context) error { return s.save(c.Context, o) },
	}
}

func (s *Setup) save(ctx context.Context, o *bundleSaveOptions) error {
	if info, err := os.Stat(o.output); err == nil && !info.Mode().IsRegular() {
		return &UsageError{i18n.Text("--output takes a file, and %q is none", o.output)}
	}
	course, err := s.Course(o.dir)
	if err != nil {
		return err
	}
	as, files, err := packed(course, o.dir)
	if err != nil {
		return err
	}
	saver, err := s.Saver(ctx, o.nodeImage)
	if err != nil {
		return err
	}
	saver.Now = time.Now()
	contents, err := saver.Save(ctx, course, as, files, o.output)
	if err != nil {
		return err
	}
	s.Status.Clear()
	info, err := os.Stat(o.output)
	if err != nil {
		return err
	}
	s.Streams.Say("%s holds %d images and the course for %s: %s, %s unpacked, after %.1fs",
		o.output, len(contents.Images), contents.Platform, term.Size(info.Size()), term.Size(contents.Total()), time.Since(saver.Now).Seconds())
	s.Streams.Say("Hand it out on the local network, or by any other means:")
	s.say(shell.Words("labs", "bundle", "serve", o.output))
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
