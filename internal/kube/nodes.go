package kube

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	quantity "k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	component "k8s.io/component-helpers/resource"

	"labs.local/labs/internal/i18n"
)

// Room gives what each node that takes Pods has left for more of them.
func (c *Client) Room(ctx context.Context) ([]corev1.ResourceList, error) {
	var nodes *corev1.NodeList
	var pods *corev1.PodList
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		nodes, err = c.typed.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		return err
	})
	group.Go(func() (err error) {
		pods, err = c.typed.CoreV1().Pods("").List(ctx, metav1.ListOptions{FieldSelector: "status.phase!=Succeeded,status.phase!=Failed"})
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, i18n.Errorf("list the capacity of the nodes and the resource requests of the Pods: %w", err)
	}
	var room []corev1.ResourceList
	repels := func(taint corev1.Taint) bool { return taint.Effect != corev1.TaintEffectPreferNoSchedule }
	for _, node := range nodes.Items {
		if !node.Spec.Unschedulable && !slices.ContainsFunc(node.Spec.Taints, repels) {
			room = append(room, left(&node, pods.Items))
		}
	}
	return room, nil
}

// left gives what a node has that its Pods do not request; those that end are
// as good as gone.
func left(node *corev1.Node, pods []corev1.Pod) corev1.ResourceList {
	room := node.Status.Allocatable.DeepCopy()
	for i := range pods {
		if pods[i].Spec.NodeName != node.Name || pods[i].DeletionTimestamp != nil {
			continue
		}
		requests := requestsOf(&pods[i])
		for name, have := range room {
			have.Sub(requests[name])
			room[name] = have
		}
	}
	return room
}

func requestsOf(pod *corev1.Pod) corev1.ResourceList {
	requests := component.PodRequests(pod, component.PodResourcesOptions{})
	requests[corev1.ResourcePods] = *quantity.NewQuantity(1, quantity.DecimalSI)
	return requests
}
