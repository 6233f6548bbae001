package image

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"labs.local/labs/internal/i18n"
)

// Bases gives the images that the Dockerfile of images/NAME is built on, in the
// order in which it names them, with its own arguments and NODE_IMAGE filled
// in. Stages of its own, and scratch, are none.
func Bases(course fs.FS, name, nodeImage string) ([]string, error) {
	data, err := fs.ReadFile(course, path.Join("images", name, "Dockerfile"))
	if err != nil {
		return nil, i18n.Errorf("read the Dockerfile of image %q: %w", name, err)
	}
	d := &dockerfile{arguments: []string{"NODE_IMAGE=" + nodeImage}, stages: []string{"scratch"}}
	if err := d.read(data); err != nil {
		return nil, i18n.Errorf("read the Dockerfile of image %q: %w", name, err)
	}
	return d.bases, nil
}

// dockerfile is what was read of one.
type dockerfile struct {
	lex *shell.Lex
	// arguments are as NAME=VALUE.
	arguments, stages, bases []string
}

func (d *dockerfile) read(data []byte) error {
	parsed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return err
	}
	stages, arguments, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return err
	}
	d.lex = shell.NewLex(parsed.EscapeToken)
	for i := range arguments {
		d.define(&arguments[i])
	}
	for _, stage := range stages {
		d.add(stage.BaseName)
		d.stages = append(d.stages, stage.Name)
		for _, c := range stage.Commands {
			d.command(c)
		}
	}
	return nil
}

func (d *dockerfile) command(c instructions.Command) {
	switch c := c.(type) {
	case *instructions.ArgCommand:
		d.define(c)
	case *instructions.CopyCommand:
		d.add(c.From)
	case *instructions.RunCommand:
		if c.Expand(d.fill) == nil {
			for _, m := range instructions.GetMounts(c) {
				d.add(m.From)
			}
		}
	}
}

// define gives arguments their defaults, unless they have a value.
func (d *dockerfile) define(c *instructions.ArgCommand) {
	for _, a := range c.Args {
		known, _ := d.fill("$" + a.Key)
		if value := a.Value; value != nil && known == "" {
			filled, _ := d.fill(*value)
			d.arguments = append(d.arguments, a.Key+"="+filled)
		}
	}
}

func (d *dockerfile) add(reference string) {
	reference, err := d.fill(reference)
	if _, number := strconv.Atoi(reference); err != nil || number == nil || reference == "" {
		return
	}
	isStage := func(stage string) bool { return strings.EqualFold(stage, reference) }
	if !slices.ContainsFunc(d.stages, isStage) && !slices.Contains(d.bases, reference) {
		d.bases = append(d.bases, reference)
	}
}

// fill puts in the values of arguments.
func (d *dockerfile) fill(text string) (string, error) {
	filled, _, err := d.lex.ProcessWord(text, shell.EnvsFromSlice(d.arguments))
	return filled, err
}
