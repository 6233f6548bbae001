package app

import (
	"context"
	"path/filepath"

	"github.com/adrg/xdg"

	builtin "labs.local/labs"
	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/workshop"
)

func (p *parts) saver(ctx context.Context, nodeImage string) (*workshop.Saver, error) {
	e, err := p.engine(ctx, "")
	if err != nil {
		return nil, err
	}
	if nodeImage, err = p.nodes(e).Resolve(ctx, nodeImage); err != nil {
		return nil, err
	}
	platform, err := e.Platform()
	return &workshop.Saver{
		Engine: e, Pull: puller(e, p.Status), Platform: platform, Status: p.Status, Ensure: builder(e, nodeImage, p.Status).Ensure, NodeImage: nodeImage, Version: p.Version.Labs,
	}, err
}

func (p *parts) loader(ctx context.Context) (*workshop.Loader, error) {
	e, err := p.engine(ctx, "")
	if err != nil {
		return nil, err
	}
	platform, err := e.Platform()
	if err != nil {
		return nil, err
	}
	course, err := lab.Load(builtin.Course)
	if err != nil {
		return nil, err
	}
	digest, err := bundle.CourseDigest(workshop.Trees(course)...)
	return &workshop.Loader{Engine: e, Platform: platform, Status: p.Status, Courses: filepath.Join(xdg.DataHome, "labs", "courses"), Builtin: digest}, err
}
