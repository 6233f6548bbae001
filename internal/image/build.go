package image

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sync/singleflight"

	"labs.local/labs/internal/i18n"
)

// inputsLabel holds the hash of what an image was built from.
const inputsLabel = "labs.local/inputs"

// stageLabel marks what is only needed while an image is built.
const stageLabel = "labs.local/stage"

// Builder builds the images of a course.
type Builder struct {
	Engine Engine
	// Pull pulls an image.
	Pull func(ctx context.Context, reference string) error
	// Options are more options of the engine's "build".
	Options []string
	// NodeImage is the cluster's, for Dockerfiles with ARG NODE_IMAGE.
	NodeImage string
	Progress  func(format string, args ...any)

	once singleflight.Group
}

// Ensure makes sure that a local image is the one that its folder in a
// course's files describes. Calls for one image at the same time share the work.
func (b *Builder) Ensure(ctx context.Context, course fs.FS, name string) error {
	_, err, _ := b.once.Do(name, func() (any, error) {
		inputs, err := b.inputs(course, name)
		if err != nil {
			return nil, err
		}
		built, err := b.Engine.Output(ctx, "image", "inspect", "--format", `{{index .Config.Labels "`+inputsLabel+`"}}`, Reference(name))
		if err == nil && built == inputs || ctx.Err() != nil {
			return nil, ctx.Err()
		}
		_, err = b.Build(ctx, course, name)
		return nil, err
	})
	return err
}

// Build builds images/NAME of a course's files and gives the image's ID. Where its base image cannot be
// had, and the folder has a base.Dockerfile, it is built on that.
func (b *Builder) Build(ctx context.Context, course fs.FS, name string) (string, error) {
	inputs, err := b.inputs(course, name)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "labs-image-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := buildContext(dir, course, path.Join("images", name)); err != nil {
		return "", i18n.Errorf("copy the build context of image %q: %w", name, err)
	}
	label := inputsLabel + "=" + inputs
	if err := b.bases(ctx, course, name); err != nil {
		return "", err
	}
	arguments, err := b.base(ctx, name, dir, label)
	if err == nil {
		err = b.build(ctx, dir, "Dockerfile", Reference(name), append(arguments, "--label", label)...)
	}
	if err != nil {
		return "", &UnavailableError{Reference(name), err, i18n.Text("see the engine's output above; run labs doctor to check the engine")}
	}
	return ID(ctx, b.Engine, Reference(name))
}

// bases pulls what an image is built on, where nothing else does: of what a build
// pulls by itself, nothing shows, and nothing is tried again.
func (b *Builder) bases(ctx context.Context, course fs.FS, name string) error {
	if _, err := fs.Stat(course, path.Join("images", name, "base.Dockerfile")); err == nil {
		return nil // base does
	}
	bases, err := Bases(course, name, b.NodeImage)
	if err != nil {
		return err
	}
	for _, base := range bases {
		if base == b.NodeImage || strings.HasPrefix(base, "localhost/") {
			continue
		}
		if err := fetch(ctx, b.Engine, b.Pull, base, i18n.Text("use another base image in the Dockerfile of image %q", Reference(name))); err != nil {
			return err
		}
	}
	return nil
}

// base gives the build argument that names the base, where the Dockerfile's
// own is neither local nor to be pulled. The one that it makes has the label.
func (b *Builder) base(ctx context.Context, name, dir, label string) ([]string, error) {
	if _, err := os.Stat(path.Join(dir, "base.Dockerfile")); err != nil {
		return nil, nil
	}
	base := defaultBase(path.Join(dir, "Dockerfile"))
	if base == "" {
		return nil, nil
	}
	if id, err := ID(ctx, b.Engine, base); id != "" || err != nil {
		return nil, err
	}
	err := b.Pull(ctx, base)
	if err == nil || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	b.Progress("Cannot pull %s (%v); building a base image for %s from the node image", base, reason(err), Reference(name))
	own := Reference(name + "-base")
	err = b.build(ctx, dir, "base.Dockerfile", own, "--label", label)
	// The classic builder leaves the images of earlier stages behind.
	_, _ = b.Engine.Output(ctx, "image", "prune", "--force", "--filter", "label="+stageLabel)
	return []string{"--build-arg", "BASE=" + own}, err
}

var baseArgument = regexp.MustCompile(`(?m)^ARG BASE=(\S+)`)

func defaultBase(dockerfile string) string {
	data, _ := os.ReadFile(dockerfile)
	if m := baseArgument.FindSubmatch(data); m != nil {
		return string(m[1])
	}
	return ""
}

func (b *Builder) build(ctx context.Context, dir, dockerfile, tag string, arguments ...string) error {
	b.Progress("Building %s", tag)
	data, err := os.ReadFile(path.Join(dir, dockerfile))
	if err != nil {
		return err
	}
	if bytes.Contains(data, []byte("ARG NODE_IMAGE")) {
		arguments = append(arguments, "--build-arg", "NODE_IMAGE="+b.NodeImage)
	}
	args := slices.Concat([]string{"build", "--quiet", "--tag", tag, "--file", path.Join(dir, dockerfile)}, b.Options, arguments, []string{dir})
	_, err = b.Engine.Output(ctx, args...)
	return err
}

// inputs hashes an image's folder, and the node image where it is used.
func (b *Builder) inputs(course fs.FS, name string) (string, error) {
	hash := sha256.New()
	err := fs.WalkDir(course, path.Join("images", name), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(course, file)
		mode, infoErr := modeOf(entry)
		fmt.Fprintf(hash, "%s %o %d\n%s", file, mode, len(data), data)
		if strings.HasSuffix(file, "Dockerfile") && bytes.Contains(data, []byte("NODE_IMAGE")) {
			fmt.Fprintln(hash, withoutDigest(b.NodeImage))
		}
		return cmp.Or(err, infoErr)
	})
	return hex.EncodeToString(hash.Sum(nil))[:16], err
}
