package kube

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/i18n"
)

// Ready says why the cluster cannot run labs, or nil: its API server, a node, its
// scheduler or its DNS. What they reported before its nodes started is from a
// life before that.
func (c *Client) Ready(ctx context.Context, started time.Time) error {
	started = started.Truncate(time.Second) // as the API server writes times
	switch why, err := c.readyz(ctx, writtenAhead...); {
	case why != "":
		return i18n.Errorf("the API server at %s is not ready%s", c.Server(), why)
	case err != nil:
		if request, ok := errors.AsType[*url.Error](err); ok {
			err = request.Err // without its URL
		}
		return i18n.Errorf("the API server at %s is not ready: %w", c.Server(), err)
	}
	for _, ready := range []func(context.Context, time.Time) error{c.nodes, c.scheduler, c.dns} {
		if err := ready(ctx, started); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) nodes(ctx context.Context, started time.Time) error {
	nodes, err := c.typed.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return i18n.Errorf("list the nodes: %w", err)
	}
	if len(nodes.Items) == 0 {
		return i18n.Errorf("no node has registered yet")
	}
	for _, node := range nodes.Items {
		for _, condition := range node.Status.Conditions {
			switch {
			case condition.Type != corev1.NodeReady:
			case condition.Status != corev1.ConditionTrue:
				return i18n.Errorf("node %s is not ready: %s: %s", node.Name, condition.Reason, condition.Message)
			case condition.LastHeartbeatTime.Time.Before(started):
				return i18n.Errorf("node %s has not reported since it was started", node.Name)
			}
		}
	}
	return nil
}

// scheduler looks at its lease, which a scheduler that works renews.
func (c *Client) scheduler(ctx context.Context, started time.Time) error {
	lease, err := c.typed.CoordinationV1().Leases(metav1.NamespaceSystem).Get(ctx, "kube-scheduler", metav1.GetOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return i18n.Errorf("check the scheduler: %w", err)
	}
	if err != nil || lease.Spec.RenewTime == nil || lease.Spec.RenewTime.Time.Before(started) {
		return i18n.Errorf("the scheduler is not ready yet")
	}
	return nil
}

// dns looks for a Pod of CoreDNS that is ready, where the cluster is to have one.
func (c *Client) dns(ctx context.Context, started time.Time) error {
	deployment, err := c.typed.AppsV1().Deployments(metav1.NamespaceSystem).Get(ctx, "coredns", metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && deployment.Spec.Replicas != nil && *deployment.Spec.Replicas == 0 {
		return nil
	}
	if err != nil {
		return i18n.Errorf("check DNS: %w", err)
	}
	pods, err := c.typed.CoreV1().Pods(metav1.NamespaceSystem).List(ctx, metav1.ListOptions{LabelSelector: "k8s-app=kube-dns"})
	if err != nil {
		return i18n.Errorf("check DNS: %w", err)
	}
	for _, pod := range pods.Items {
		for _, status := range pod.Status.ContainerStatuses {
			if status.Ready && status.State.Running != nil && !status.State.Running.StartedAt.Time.Before(started) {
				return nil
			}
		}
	}
	return i18n.Errorf("no CoreDNS Pod is ready, so DNS does not work yet")
}

// writtenAhead are checks that a cluster which starts need not wait for: kubeadm
// has made sure of them, and a snapshot has what they are about. The API server
// writes it again at each start, a second later.
var writtenAhead = []string{"poststarthook/rbac/bootstrap-roles", "poststarthook/scheduling/bootstrap-system-priority-classes"}

// readyz asks the API server alone, for all of its checks but some; with an
// error it gives what it says fails.
func (c *Client) readyz(ctx context.Context, without ...string) (why string, err error) {
	request := c.typed.Discovery().RESTClient().Get().AbsPath("/readyz").Param("verbose", "").MaxRetries(0)
	for _, name := range without {
		request.Param("exclude", name)
	}
	body, err := request.DoRaw(ctx)
	return failing(body), err
}

// failing gives those lines of a readyz answer that are not ok.
func failing(body []byte) string {
	var text strings.Builder
	for _, line := range strings.Split(string(body), "\n") {
		if strings.HasPrefix(line, "[-]") {
			text.WriteString("; " + strings.TrimPrefix(line, "[-]"))
		}
	}
	return text.String()
}

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
