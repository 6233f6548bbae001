package kube

import (
	"context"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/i18n"
)

// leaders are the leases by which the components of a control plane elect theirs.
var leaders = []string{"kube-scheduler", "kube-controller-manager"}

// Elect has the control plane elect its leaders at once, whose nodes were started then:
// a leader of before has ended without giving its lease back, which the next one would
// wait for, for 15 s (k8s.io/component-base/config/v1alpha1,
// RecommendedDefaultLeaderElectionConfiguration).
func (c *Client) Elect(ctx context.Context, started time.Time) error {
	leases := c.typed.CoordinationV1().Leases(metav1.NamespaceSystem)
	for _, name := range leaders {
		lease, err := leases.Get(ctx, name, metav1.GetOptions{})
		if err == nil && lease.Spec.RenewTime != nil && lease.Spec.RenewTime.Time.Before(started) {
			err = leases.Delete(ctx, name, metav1.DeleteOptions{Preconditions: &metav1.Preconditions{ResourceVersion: &lease.ResourceVersion}})
		}
		if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return i18n.Errorf("release the lease of %s: %w", name, err)
		}
	}
	return nil
}
