package step

import (
	"context"
	"fmt"
	"strings"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/shell"
)

type build struct {
	*Scope
	name string
}

func (b *build) Command() string {
	return shell.Words(b.Host.Engine(), "build", "--tag", image.Reference(b.name), "images/"+b.name)
}

// Run prints the image's name and ID, a line each.
func (b *build) Run(ctx context.Context) (lab.Output, error) {
	id, err := limit.Within(ctx, func() (string, error) { return b.Images.Build(ctx, b.Course.Files, b.name) })
	if err != nil {
		return lab.Output{}, err
	}
	return lab.Output{Text: image.Reference(b.name) + "\n" + id + "\n"}, nil
}

type load struct {
	*Scope
	name string
}

func (l *load) Command() string {
	return shell.Words("kind", "load", "docker-image", image.Reference(l.name))
}

func (l *load) Run(ctx context.Context) (lab.Output, error) {
	nodes, err := limit.Within(ctx, func() ([]string, error) { return l.Images.Load(ctx, l.name) })
	if err != nil {
		return lab.Output{}, err
	}
	var text strings.Builder
	for _, node := range nodes {
		fmt.Fprintf(&text, "%s is on node %s\n", image.Reference(l.name), node)
	}
	return lab.Output{Text: text.String()}, nil
}
