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

// imagesOn gives the names of the images of a node, or of all: also those that its Pods run, as the
// kubelet reports the others only now and then.
func (s *scene) imagesOn(ctx context.Context, name string) []string {
	names := slices.Clone(s.Images)
	for _, pod := range list[corev1.Pod](ctx, s.Cluster, "pod", "") {
		for _, status := range statuses(pod) {
			if (name == "" || pod.Spec.NodeName == name) && status.State.Running != nil {
				names = append(names, status.Image)
			}
		}
	}
	for _, node := range list[corev1.Node](ctx, s.Cluster, "node", "") {
		for _, image := range node.Status.Images {
			if name == "" || node.Name == name {
				names = append(names, image.Names...)
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return strings.Contains(name, "@") })
}

func (s *scene) noImage(c *corev1.Container, images []string) i18n.Message {
	pod, node := reference(s.pod), s.pod.Spec.NodeName
	if c.ImagePullPolicy == corev1.PullAlways {
		return s.advise(i18n.Text("container %s of %s has imagePullPolicy: Always, so image %s is pulled from a registry even where the node has it, and that fails", c.Name, pod, c.Image),
			i18n.Text("to use the image of the node, set imagePullPolicy: IfNotPresent"))
	}
	if nearest := nearestImage(c.Image, images); nearest != "" {
		return i18n.Text("container %s of %s uses image %s, which is not on node %s; the closest match is %s: is the name misspelled?", c.Name, pod, c.Image, node, nearest)
	}
	own := slices.DeleteFunc(images, func(name string) bool { return !strings.HasPrefix(name, "localhost/") })
	if len(own) == 0 {
		return i18n.Text("container %s of %s uses image %s, which is not on node %s: labs loads the images in images/", c.Name, pod, c.Image, node)
	}
	return i18n.Text("container %s of %s uses image %s, which is not on node %s: labs loads the images in images/; available images: %s", c.Name, pod, c.Image, node, some(own))
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
