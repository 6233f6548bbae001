package mutate

import (
	"context"
	"io/fs"
	"sync"

	"labs.local/labs/internal/runner"
)

// images bring each image once for all mutants: one that differs has another name.
type images struct {
	runner.Images
	mu   sync.Mutex
	done map[string]*brought
}

// brought is what came of bringing an image.
type brought struct {
	mu    sync.Mutex
	there bool
	value any
}

func newImages(of runner.Images) *images { return &images{Images: of, done: map[string]*brought{}} }

// once does something for an image unless that was done, and after an error
// again: a mutant that is stopped may have been the one that did it.
func once[T any](i *images, key string, do func() (T, error)) (T, error) {
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
		return b.value.(T), nil
	}
	value, err := do()
	b.value, b.there = value, err == nil
	return value, err
}

// Bring is as in runner.Images.
func (i *images) Bring(ctx context.Context, files fs.FS, name string) error {
	_, err := once(i, "bring "+name, func() (string, error) { return name, i.Images.Bring(ctx, files, name) })
	return err
}

// Build is as in step.Images.
func (i *images) Build(ctx context.Context, files fs.FS, name string) (string, error) {
	return once(i, "build "+name, func() (string, error) { return i.Images.Build(ctx, files, name) })
}

// Load is as in step.Images.
func (i *images) Load(ctx context.Context, name string) ([]string, error) {
	return once(i, "load "+name, func() ([]string, error) { return i.Images.Load(ctx, name) })
}
