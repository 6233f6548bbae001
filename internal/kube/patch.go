package kube

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Patch changes an object on the server's side, as kubectl patch does.
func (c *Client) Patch(ctx context.Context, o Object, kind types.PatchType, patch []byte) error {
	resource, name, err := c.locate(ctx, o)
	if err != nil {
		return err
	}
	_, err = resource.Patch(ctx, name, kind, patch, metav1.PatchOptions{FieldManager: fieldManager})
	return rejected(err)
}
