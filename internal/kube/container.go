package kube

import (
	"context"
	"io"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubectl/pkg/cmd/util/podcmd"
)

// container is the name that is given, or else that of the container which kubectl
// takes: the one of the Pod's annotation, or its first (KEP-2227).
func (c *Client) container(ctx context.Context, namespace, pod, name string) (string, error) {
	if name != "" {
		return name, nil
	}
	found, err := c.typed.CoreV1().Pods(namespace).Get(ctx, pod, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	container, err := podcmd.FindOrDefaultContainerByName(found, "", true, io.Discard)
	if err != nil {
		return "", err
	}
	return container.Name, nil
}
