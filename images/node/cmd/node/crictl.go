package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	cri "k8s.io/cri-client/pkg"
)

const criEndpoint = "unix:///run/containerd/containerd.sock"

// crictl is what kind asks of the program of that name, and no more: whether
// an image is there (load), and which are (export logs).
func crictl() {
	ctx, args := context.Background(), os.Args[1:]
	switch {
	case len(args) == 2 && args[0] == "inspecti":
		exit("crictl", withImages(ctx, func(images internalapi.ImageManagerService) error {
			return inspectImage(ctx, os.Stdout, images, args[1])
		}))
	case len(args) == 1 && args[0] == "images":
		exit("crictl", withImages(ctx, func(images internalapi.ImageManagerService) error {
			return listImages(ctx, os.Stdout, images)
		}))
	default:
		fmt.Fprintf(os.Stderr, "crictl: no call %q; this image has \"crictl inspecti IMAGE\" and \"crictl images\", and ctr --namespace k8s.io for the rest\n",
			strings.Join(args, " "))
		os.Exit(2)
	}
}

func withImages(ctx context.Context, use func(internalapi.ImageManagerService) error) error {
	images, err := cri.NewRemoteImageService(ctx, criEndpoint, 10*time.Second, nil, false)
	if err != nil {
		return err
	}
	defer images.Close(ctx)
	return use(images)
}

// inspectImage writes the image's status in crictl's own form, in JSON.
func inspectImage(ctx context.Context, out io.Writer, images internalapi.ImageManagerService, name string) error {
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

func listImages(ctx context.Context, out io.Writer, images internalapi.ImageManagerService) error {
	all, err := images.ListImages(ctx, nil)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "IMAGE\tTAG\tIMAGE ID\tSIZE")
	for _, image := range all {
		for _, tagged := range append(image.RepoTags, untagged(image)...) {
			name, tag := splitTag(tagged)
			fmt.Fprintf(table, "%s\t%s\t%.13s\t%.1fMB\n", name, tag, strings.TrimPrefix(image.Id, "sha256:"), float64(image.Size)/1e6)
		}
	}
	return table.Flush()
}

func untagged(image *runtimeapi.Image) []string {
	if len(image.RepoTags) > 0 {
		return nil
	}
	return []string{"<none>:<none>"}
}

func splitTag(reference string) (name, tag string) {
	colon := strings.LastIndex(reference, ":")
	if colon < strings.LastIndex(reference, "/") || colon < 0 {
		return reference, "<none>"
	}
	return reference[:colon], reference[colon+1:]
}
