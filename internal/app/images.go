package app

import (
	"context"
	"io/fs"
	"sync"
	"time"
)

// images builds and loads with tools that are looked for when they are needed.
type images struct {
	of target

	once  sync.Once
	tools imageTools
	err   error

	mu sync.Mutex
	// brought is when images were last found to be as they should be.
	brought map[string]time.Time
}

// fresh is how long an image that was found to be there counts as such: to look takes
// half a second, and many labs of a run use the same image.
const fresh = time.Minute

// Bring builds an image, and loads it into the nodes, where that is to be done.
func (i *images) Bring(ctx context.Context, course fs.FS, name string) error {
	if err := i.find(ctx); err != nil {
		return err
	}
	if i.known(name) {
		return nil
	}
	if err := i.tools.builder.Ensure(ctx, course, name); err != nil {
		return err
	}
	_, err := i.tools.loader.Load(ctx, name)
	if err == nil {
		i.note(name, time.Now())
	}
	return err
}

func (i *images) known(name string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return time.Since(i.brought[name]) < fresh
}

func (i *images) note(name string, at time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.brought == nil {
		i.brought = map[string]time.Time{}
	}
	i.brought[name] = at
}

func (i *images) find(ctx context.Context) error {
	i.once.Do(func() { i.tools, i.err = i.of.images(ctx) })
	return i.err
}

// engineName is what the command lines of a lesson call the engine.
func (i *images) engineName() string {
	if err := i.find(context.Background()); err != nil {
		return "docker"
	}
	return i.tools.engine
}

// Build is image.Builder's.
func (i *images) Build(ctx context.Context, course fs.FS, name string) (string, error) {
	if err := i.find(ctx); err != nil {
		return "", err
	}
	return i.tools.builder.Build(ctx, course, name)
}

// Remove is the loader's.
func (i *images) Remove(ctx context.Context, name string) error {
	if err := i.find(ctx); err != nil {
		return err
	}
	i.note(name, time.Time{})
	return i.tools.loader.Remove(ctx, name)
}

// Load is the loader's.
func (i *images) Load(ctx context.Context, name string) ([]string, error) {
	if err := i.find(ctx); err != nil {
		return nil, err
	}
	return i.tools.loader.Load(ctx, name)
}
