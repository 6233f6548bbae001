package image

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
)

// nodeLabel marks the node images that are built from source.
const nodeLabel = "io.labs.node"

// Own is an image on this machine that labs built.
type Own struct {
	// Name is a reference, or the ID of an image that has none any more.
	Name  string
	Bytes int64
	// Node tells a node image from one of a course.
	Node bool
	// layers are what it takes, of which images may share the first.
	layers []layer
}

// ListOwn gives the images that labs built, which it knows by their labels.
func ListOwn(ctx context.Context, e Engine) ([]Own, error) {
	args := []string{"image", "inspect"}
	for _, label := range []string{nodeLabel, inputsLabel, stageLabel} {
		ids, err := e.Output(ctx, "image", "ls", "--quiet", "--no-trunc", "--filter", "label="+label)
		if err != nil {
			return nil, err
		}
		args = append(args, strings.Fields(ids)...)
	}
	if len(args) == 2 {
		return nil, nil
	}
	text, err := e.Output(ctx, args...)
	if err != nil {
		return nil, err
	}
	return readOwn(ctx, e, text)
}

// description is what an engine says of an image.
type description struct {
	ID       string `json:"Id"`
	RepoTags []string
	Size     int64
	Config   struct{ Labels map[string]string }
	RootFS   struct{ Layers []string }
}

func readOwn(ctx context.Context, e Engine, text string) ([]Own, error) {
	var described []description
	if err := json.Unmarshal([]byte(text), &described); err != nil {
		return nil, i18n.Errorf("read the image details from the engine: %w", err)
	}
	var own []Own
	seen := map[string]bool{}
	for _, d := range described {
		layers := d.layers(history(ctx, e, d.ID))
		node := d.Config.Labels[nodeLabel] != "" && d.Config.Labels[inputsLabel]+d.Config.Labels[stageLabel] == ""
		for _, name := range append(d.RepoTags, digest(d.ID))[:max(1, len(d.RepoTags))] {
			if name = familiar(name); !seen[name] {
				own = append(own, Own{name, d.Size, node, layers})
			}
			seen[name] = true
		}
	}
	return own, ctx.Err()
}

// Nameless says whether nothing can refer to an image any more but its ID.
func (o Own) Nameless() bool { return strings.HasPrefix(o.Name, "sha256:") }

// Remove takes an image off this machine, unless a container is made from it.
func (o Own) Remove(ctx context.Context, e Engine) error {
	_, err := e.Output(ctx, "image", "rm", o.Name)
	return err
}

// layer is one of an image, with those below it: engines keep it once.
type layer struct {
	chain string
	bytes int64
}

// emptyLayer is what BuildKit makes of a step that changes no file: an archive without files.
const emptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

// history gives the sizes of an image's layers that have any, the oldest first.
func history(ctx context.Context, e Engine, id string) []int64 {
	text, err := e.Output(ctx, "history", "--human=false", "--format", "{{.Size}}", id)
	if err != nil {
		return nil
	}
	var sizes []int64
	for _, field := range strings.Fields(text) {
		if size, err := strconv.ParseInt(field, 10, 64); err == nil && size > 0 {
			sizes = append(sizes, size)
		}
	}
	slices.Reverse(sizes)
	return sizes
}

// layers gives the layers of an image their sizes, or one layer for all where those are not known.
func (d description) layers(sizes []int64) []layer {
	filled := slices.DeleteFunc(slices.Clone(d.RootFS.Layers), func(id string) bool { return id == emptyLayer })
	if len(filled) == 0 || len(filled) != len(sizes) {
		return []layer{{d.ID, d.Size}}
	}
	layers := make([]layer, len(sizes))
	for i := range layers {
		layers[i] = layer{strings.Join(filled[:i+1], " "), sizes[i]}
	}
	return layers
}

// Bytes is what images take of the disk together, with each layer counted once.
func Bytes(own []Own) (sum int64) {
	counted := map[string]bool{}
	for _, o := range own {
		for _, l := range o.layers {
			if !counted[l.chain] {
				sum += l.bytes
			}
			counted[l.chain] = true
		}
	}
	return sum
}
