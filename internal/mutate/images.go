package mutate

import (
	"context"
	"io/fs"
	"sync"

	"labs.local/labs/internal/runner"
)

// images bring each image once for all mutants: one that differs has another
// name.
type images struct {
	runner.Images
	mu   sync.Mutex
	done map[string]*brought
}

// brought is what came of bringing an image.
type brought struct {
	mu    sync.Mutex
	there bool
	id    string
	nodes []string
}

func newImages(of runner.Images) *images { return &images{Images: of, done: map[string]*brought{}} }

// once does something for an image unless that was done, and after an error
// again: a mutant that is stopped may have been the one that did it.
func (i *images) once(key string, do func(*brought) error) (*brought, error) {
	i.mu.Lock()
	b, ok := i.done[key]
	if !ok {
		b = &brought{}
		i.done[key] = b
	}
	i.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.there {
		return b, nil
	}
	err := do(b)
	b.there = err == nil
	return b, err
}

// Ensure is as in runner.Images.
func (i *images) Ensure(ctx context.Context, files fs.FS, name string) error {
	_, err := i.once("ensure "+name, func(*brought) error { return i.Images.Ensure(ctx, files, name) })
	return err
}

// Build is as in step.Images.
func (i *images) Build(ctx context.Context, files fs.FS, name string) (string, error) {
	b, err := i.once("build "+name, func(b *brought) (err error) {
		b.id, err = i.Images.Build(ctx, files, name)
		return err
	})
	return b.id, err
}

// Load is as in step.Images.
func (i *images) Load(ctx context.Context, name string) ([]string, error) {
	b, err := i.once("load "+name, func(b *brought) (err error) {
		b.nodes, err = i.Images.Load(ctx, name)
		return err
	})
	return b.nodes, err
}
