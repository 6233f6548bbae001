package command

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

func bundleList(s *Setup) *cli.Command {
	asJSON := false
	return &cli.Command{
		Name:      "list",
		Usage:     s.T("list the contents of a bundle"),
		ArgsUsage: "FILE",
		Flags:     []cli.Flag{s.jsonFlag(&asJSON)},
		Action: func(c *cli.Context) error {
			return withBundle("list", c.Args(), func(path string, file *local) error { return s.listBundle(c.Context, asJSON, path, file) })
		},
	}
}

func (s *Setup) listBundle(ctx context.Context, asJSON bool, path string, file *local) error {
	contents, err := bundle.Head(ctx, path, file)
	if err != nil {
		return err
	}
	if asJSON {
		return s.listJSON(contents)
	}
	return s.listTable(contents)
}

func bundleVerify(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     s.T("verify that a bundle is complete and undamaged"),
		ArgsUsage: "FILE",
		Action: func(c *cli.Context) error {
			return withBundle("verify", c.Args(), func(path string, file *local) error { return s.verify(c.Context, path, file) })
		},
	}
}

func (s *Setup) verify(ctx context.Context, path string, file *local) error {
	started := time.Now()
	count := s.Status.Measure(file.size, i18n.Text("Verifying %s", path))
	contents, err := bundle.Read(ctx, path, io.TeeReader(file, term.Tally(count)), nil, bundle.Ignore)
	if err != nil {
		return err
	}
	s.Status.Clear()
	s.Streams.Say("%s is valid: %d images and the course, for %s; %s unpacked, verified in %.1fs",
		path, len(contents.Images), contents.Platform, term.Size(contents.Total()), time.Since(started).Seconds())
	return nil
}

// short is a digest as people know it.
func short(d digest.Digest) string { return d.Encoded()[:12] }

func (s *Setup) listTable(c *bundle.Contents) error {
	s.Streams.Say("created by labs %s on %s, for %s", c.Version, c.Created.Format(time.DateOnly), c.Platform)
	table := tabwriter.NewWriter(s.Streams.Out, 0, 0, 2, ' ', 0)
	row := func(kind, name string, d digest.Digest, size int64) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", term.Sanitize(kind), term.Sanitize(name), short(d), term.Size(size))
	}
	for _, i := range c.Images {
		row(string(i.Kind), i.Name, i.Config.Digest, i.Size())
	}
	if layer := c.Course.Layer; layer.Digest != "" {
		row("course", c.Course.Name, layer.Digest, layer.Size)
	}
	return table.Flush()
}

type listed struct {
	Format   string        `json:"format"`
	Version  string        `json:"version"`
	Platform string        `json:"platform"`
	Created  time.Time     `json:"created"`
	Digest   digest.Digest `json:"digest"`
	Images   []listedImage `json:"images"`
	Course   *listedCourse `json:"course,omitempty"`
}

type listedImage struct {
	Name     string        `json:"name"`
	Kind     bundle.Kind   `json:"kind"`
	Config   digest.Digest `json:"config"`
	Manifest digest.Digest `json:"manifest"`
	Size     int64         `json:"size"`
	Layers   []listedLayer `json:"layers"`
}

type listedLayer struct {
	Digest digest.Digest `json:"digest"`
	Size   int64         `json:"size"`
}

type listedCourse struct {
	Name    string `json:"name"`
	Builtin bool   `json:"builtin"`
	listedLayer
}

func (s *Setup) listJSON(c *bundle.Contents) error {
	list := listed{bundle.Format, c.Version, c.Platform, c.Created, c.Digest, []listedImage{}, nil}
	for _, i := range c.Images {
		list.Images = append(list.Images, listedImage{i.Name, i.Kind, i.Config.Digest, i.Manifest.Digest, i.Size(), layersOf(i.Layers)})
	}
	if layer := c.Course.Layer; layer.Digest != "" {
		list.Course = &listedCourse{c.Course.Name, c.Course.Builtin, listedLayer{layer.Digest, layer.Size}}
	}
	return s.printJSON(list)
}

func layersOf(descriptors []oci.Descriptor) []listedLayer {
	layers := []listedLayer{}
	for _, d := range descriptors {
		layers = append(layers, listedLayer{d.Digest, d.Size})
	}
	return layers
}
