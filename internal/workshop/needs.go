package workshop

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
)

// need is an image by the engine's reference.
type need struct {
	reference string
	kind      bundle.Kind
}

// needs finds all images that a course's labs need where no registry is, and makes sure that the engine has them.
type needs struct {
	*Saver
	files fs.FS
	found []need
}

func (n *needs) add(reference string, kind bundle.Kind) {
	if !slices.ContainsFunc(n.found, func(o need) bool { return o.reference == reference }) {
		n.found = append(n.found, need{reference, kind})
	}
}

// ready is an image that is there before the labs run.
func (n *needs) ready(ctx context.Context, name string) error {
	if err := n.bases(ctx, name, false); err != nil {
		return err
	}
	if err := n.Ensure(ctx, n.files, name); err != nil {
		return err
	}
	n.add(image.Reference(name), bundle.Lab)
	return n.base(ctx, name)
}

// bases are what an image is built on: all, where a lab builds it; else only the course's own.
func (n *needs) bases(ctx context.Context, name string, all bool) error {
	bases, err := image.Bases(n.files, name, n.NodeImage)
	if err != nil {
		return err
	}
	for _, base := range bases {
		own, is := ownImage(n.files, base)
		switch {
		case is:
			err = n.ready(ctx, own)
		case all && base != n.NodeImage:
			err = n.fetch(ctx, name, base)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// base adds the image that one was built on, of its Dockerfile or base.Dockerfile, where the engine has it.
func (n *needs) base(ctx context.Context, name string) error {
	bases, err := image.Bases(n.files, name, n.NodeImage)
	if err != nil {
		return err
	}
	for _, base := range bases {
		for _, reference := range []string{base, image.Reference(name + "-base")} {
			if _, own := ownImage(n.files, reference); !own && n.has(ctx, reference) {
				n.add(reference, bundle.Base)
				break
			}
		}
	}
	return ctx.Err()
}

// fetch makes sure that a base is there: the engine may have built on it without keeping it (BuildKit does).
func (n *needs) fetch(ctx context.Context, name, base string) error {
	if !n.has(ctx, base) {
		if err := n.Pull(ctx, base); err != nil {
			if _, other := fs.Stat(n.files, "images/"+name+"/base.Dockerfile"); other == nil && ctx.Err() == nil {
				return n.base(ctx, name)
			}
			return &image.UnavailableError{Image: base, Err: err, Hint: image.Hint(err, i18n.Text("connect to a registry that has it: image %q of a lab is built on it, so the bundle must contain it", name))}
		}
	}
	n.add(base, bundle.Base)
	return nil
}

func (n *needs) has(ctx context.Context, reference string) bool {
	id, err := image.ID(ctx, n.Engine, reference)
	return id != "" || err != nil // what an engine that is gone has, the next command shows
}

// identify gives the IDs of images that the engine has, or "". It asks for all at once.
func identify(ctx context.Context, e image.Engine, references []string) []string {
	ids := make([]string, len(references))
	var asked sync.WaitGroup
	for i, reference := range references {
		asked.Go(func() { ids[i], _ = image.ID(ctx, e, reference) })
	}
	asked.Wait()
	return ids
}

// Trees gives all files that a course consists of: its own, and those of the images that it takes from elsewhere, so
// that no other version of labs builds others.
func Trees(course *lab.Course) []bundle.Tree {
	own := course.Own
	if own == nil {
		return []bundle.Tree{{FS: course.Files, Root: "."}}
	}
	trees := []bundle.Tree{{FS: own, Root: "."}}
	ready, built := course.NeededImages()
	names := slices.Concat(ready, built)
	for i := 0; i < len(names); i++ {
		folder := path.Join("images", names[i])
		if _, err := fs.Stat(own, folder); errors.Is(err, fs.ErrNotExist) && !slices.Contains(names[:i], names[i]) {
			trees = append(trees, bundle.Tree{FS: course.Files, Root: folder})
		}
		bases, _ := image.Bases(course.Files, names[i], "")
		for _, base := range bases {
			if name, is := ownImage(course.Files, base); is && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return trees
}

// ownImage gives the folder of images/ that a reference stands for.
func ownImage(files fs.FS, reference string) (name string, is bool) {
	name, is = strings.CutPrefix(reference, "localhost/")
	name, _, _ = strings.Cut(name, ":")
	if !is || image.Reference(name) != reference {
		return "", false
	}
	_, err := fs.Stat(files, path.Join("images", name, "Dockerfile"))
	return name, err == nil
}
