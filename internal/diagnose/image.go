package diagnose

import (
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

// pullFaults are the kubelet's reasons for a container without its image.
var pullFaults = []string{"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"}

// unknownImage tells of images that are not on the node.
func unknownImage(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, status := range statuses(s.pod) {
		waiting, c := status.State.Waiting, containerOf(s.pod, status.Name)
		if waiting != nil && c != nil && slices.Contains(pullFaults, waiting.Reason) {
			found = append(found, s.noImage(c, s.imagesOn(ctx, s.pod.Spec.NodeName)))
		}
	}
	return found
}

// imagesOn gives the names of a node's images.
func (s *scene) imagesOn(ctx context.Context, name string) []string {
	var names []string
	if node := get[corev1.Node](ctx, s.Cluster, "node/"+name, ""); node != nil {
		for _, image := range node.Status.Images {
			names = append(names, image.Names...)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.Contains(name, "@") })
}

func (s *scene) noImage(c *corev1.Container, images []string) i18n.Message {
	pod, node := reference(s.pod), s.pod.Spec.NodeName
	if slices.Contains(images, full(c.Image)) {
		return i18n.Text("container %s of %s uses image %s, which is on node %s, but imagePullPolicy %s pulls it from a registry: set imagePullPolicy: IfNotPresent", c.Name, pod, c.Image, node, c.ImagePullPolicy)
	}
	if nearest := nearestImage(c.Image, images); nearest != "" {
		return i18n.Text("container %s of %s uses image %s, which is not on node %s; the closest match is %s: is the name misspelled?", c.Name, pod, c.Image, node, nearest)
	}
	own := slices.DeleteFunc(images, func(name string) bool { return !strings.HasPrefix(name, "localhost/") })
	return i18n.Text("container %s of %s uses image %s, which is not on node %s: labs loads the images in images/; available images: %s", c.Name, pod, c.Image, node, some(own))
}

// full completes a name as the container runtime does.
func full(image string) string {
	first, _, slash := strings.Cut(image, "/")
	if !slash {
		image = "docker.io/library/" + image
	} else if !strings.ContainsAny(first, ".:") && first != "localhost" {
		image = "docker.io/" + image
	}
	if !strings.Contains(image[strings.LastIndex(image, "/"):], ":") {
		image += ":latest"
	}
	return image
}

// nearestImage goes by the last part of the names: registries and tags are alike in most of them.
func nearestImage(image string, images []string) string {
	byName := map[string][]string{}
	var names []string
	for _, candidate := range images {
		names = append(names, base(candidate))
		byName[base(candidate)] = append(byName[base(candidate)], candidate)
	}
	alike := byName[check.Nearest(base(image), names)]
	if nearest := check.Nearest(image, alike); nearest != "" || len(alike) == 0 {
		return nearest
	}
	return alike[0]
}

func base(image string) string {
	name, _, _ := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	return name
}
