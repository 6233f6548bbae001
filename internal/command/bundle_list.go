package command

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

func bundleList(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "list",
		Usage:     s.T("say what is in a bundle, by its begin"),
		ArgsUsage: "FILE",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "json", Usage: s.T("print it as JSON")}},
		Action: func(c *cli.Context) error {
			path, err := oneFile(c)
			if err != nil {
				return err
			}
			file, err := openLocal(path)
			if err != nil {
				return err
			}
			defer file.Close()
			contents, err := bundle.Head(c.Context, path, file)
			if err != nil {
				return err
			}
			if c.Bool("json") {
				return s.listJSON(contents)
			}
			s.listTable(contents)
			return nil
		},
	}
}

func bundleVerify(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     s.T("read all of a bundle, and say whether it is whole"),
		ArgsUsage: "FILE",
		Action: func(c *cli.Context) error {
			path, err := oneFile(c)
			if err != nil {
				return err
			}
			file, err := openLocal(path)
			if err != nil {
				return err
			}
			defer file.Close()
			started := time.Now()
			counted := &tallied{file, s.Status.Measure(file.size, i18n.Text("Verifying %s", path))}
			contents, err := bundle.Read(c.Context, path, counted, nil, bundle.Ignore)
			if err != nil {
				return err
			}
			s.Status.Clear()
			s.Streams.Say("%s is whole: %d images and the course for %s, %s unpacked, verified in %.1fs",
				path, len(contents.Images), contents.Platform, term.Size(contents.Total()), time.Since(started).Seconds())
			return nil
		},
	}
}

// short is a digest as people know it.
func short(d digest.Digest) string { return d.Encoded()[:12] }

func (s *Setup) listTable(c *bundle.Contents) {
	s.Streams.Say("made by labs %s on %s, for %s", c.Version, c.Created.Format(time.DateOnly), c.Platform)
	var rows [][]string
	for _, i := range c.Images {
		rows = append(rows, []string{string(i.Kind), i.Name, short(i.Config.Digest), term.Size(i.Size())})
	}
	if c.Course.Layer.Digest != "" {
		rows = append(rows, []string{"course", c.Course.Name, short(c.Course.Layer.Digest), term.Size(c.Course.Layer.Size)})
	}
	widths := make([]int, 4)
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, row := range rows {
		fmt.Fprintln(s.Streams.Out, term.Sanitize(pad(widths, row...)))
	}
}

// listed is what programs read.
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
	encoder := json.NewEncoder(s.Streams.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

func layersOf(descriptors []oci.Descriptor) []listedLayer {
	layers := []listedLayer{}
	for _, d := range descriptors {
		layers = append(layers, listedLayer{d.Digest, d.Size})
	}
	return layers
}
