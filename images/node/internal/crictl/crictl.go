// Package crictl is what kind asks of the program of that name, and no more:
// whether an image is there (load), and which are (export logs).
package crictl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"google.golang.org/protobuf/encoding/protojson"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// ErrUsage is the error for a call that this crictl does not have.
var ErrUsage = errors.New(`this image has "crictl inspecti IMAGE" and "crictl images", and "ctr --namespace k8s.io" for the rest`)

// Images is the part of the runtime's image service that is asked.
type Images interface {
	ListImages(ctx context.Context, filter *runtimeapi.ImageFilter) ([]*runtimeapi.Image, error)
	ImageStatus(ctx context.Context, image *runtimeapi.ImageSpec, verbose bool) (*runtimeapi.ImageStatusResponse, error)
}

// Run writes the answer to args. It connects when args make sense.
func Run(ctx context.Context, out io.Writer, args []string, connect func() (Images, error)) error {
	switch {
	case len(args) == 2 && args[0] == "inspecti":
		return with(connect, func(images Images) error { return inspect(ctx, out, images, args[1]) })
	case len(args) == 1 && args[0] == "images":
		return with(connect, func(images Images) error { return list(ctx, out, images) })
	}
	return fmt.Errorf("no call %q: %w", strings.Join(args, " "), ErrUsage)
}

func with(connect func() (Images, error), use func(Images) error) error {
	images, err := connect()
	if err != nil {
		return err
	}
	return use(images)
}

// inspect writes the image's status as crictl does, in JSON.
func inspect(ctx context.Context, out io.Writer, images Images, name string) error {
	status, err := images.ImageStatus(ctx, &runtimeapi.ImageSpec{Image: name}, false)
	if err != nil {
		return err
	}
	if status.Image == nil {
		return fmt.Errorf("no such image %q present", name)
	}
	data, err := protojson.Marshal(status.Image)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "{\"status\": %s}\n", data)
	return err
}

func list(ctx context.Context, out io.Writer, images Images) error {
	all, err := images.ListImages(ctx, nil)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "IMAGE\tTAG\tIMAGE ID\tSIZE")
	for _, image := range all {
		writeRows(table, image)
	}
	return table.Flush()
}

func writeRows(table io.Writer, image *runtimeapi.Image) {
	tags := image.RepoTags
	if len(tags) == 0 {
		tags = []string{"<none>:<none>"}
	}
	for _, reference := range tags {
		name, tag := split(reference)
		fmt.Fprintf(table, "%s\t%s\t%.13s\t%.1fMB\n", name, tag, strings.TrimPrefix(image.Id, "sha256:"), float64(image.Size)/1e6)
	}
}

// split parts a reference's name from its tag; a port is no tag.
func split(reference string) (name, tag string) {
	colon := strings.LastIndex(reference, ":")
	if colon < 0 || colon < strings.LastIndex(reference, "/") {
		return reference, "<none>"
	}
	return reference[:colon], reference[colon+1:]
}
