package app

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/kube"
)

// room asks a cluster's API server what the nodes have left for Pods.
func (p *parts) room(ctx context.Context, name string) ([]corev1.ResourceList, error) {
	client, err := kube.New(p.dir(name).Kubeconfig())
	if err != nil {
		return nil, err
	}
	return client.Room(ctx)
}
