package image

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// layer is one of an image, with those below it: engines keep it once.
type layer struct {
	chain string
	bytes int64
}

// emptyLayer is that of BuildKit for a step that changes no file: an archive
// without files.
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

// layers gives the layers of an image their sizes. Where those are not known, it
// counts as one that it shares with none.
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
