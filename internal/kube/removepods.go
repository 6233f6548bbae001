package kube

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// removePods deletes the Pods of a namespace and waits until they are gone. On a
// cluster of labs' own it does not wait for their containers, which have a
// second to end, and which the kubelet does not stop before two
// (minimumGracePeriodInSeconds): the kubelet goes on ending them. A Pod that
// another one could meet on its node keeps its place until its containers are gone.
func (c *Client) removePods(ctx context.Context, namespace string) error {
	pods, err := c.typed.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
	if err != nil || len(pods.Items) == 0 {
		return err
	}
	// This first, as a kubelet that only sees a Pod vanish gives its containers their whole grace period.
	if _, err := removeAll(ctx, c.dynamic.Resource(corev1.SchemeGroupVersion.WithResource("pods")).Namespace(namespace)); err != nil {
		return err
	}
	_, err = gather(ctx, pods.Items, c.removePod)
	return err
}

// removePod waits for the end of a Pod that is being deleted, or forces it.
func (c *Client) removePod(ctx context.Context, pod corev1.Pod) (none []corev1.Pod, err error) {
	if c.owner.Alone && !usesNode(&pod.Spec) {
		options := metav1.NewPreconditionDeleteOptions(string(pod.UID))
		options.GracePeriodSeconds = new(int64)
		err := c.typed.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, *options)
		if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return nil, err
		}
	}
	return nil, c.stays(ctx, Object{"pod/" + pod.Name, pod.Namespace}, pod.UID, c.Watch)
}

// usesNode says whether a Pod has something that another one of its node could
// want too: a port, a file, a volume that is kept.
func usesNode(spec *corev1.PodSpec) bool {
	if spec.HostNetwork || spec.HostPID || spec.HostIPC {
		return true
	}
	for _, volume := range spec.Volumes {
		if volume.HostPath != nil || volume.PersistentVolumeClaim != nil || volume.Ephemeral != nil || volume.CSI != nil {
			return true
		}
	}
	for _, container := range append(spec.InitContainers, spec.Containers...) {
		for _, port := range container.Ports {
			if port.HostPort != 0 {
				return true
			}
		}
	}
	return false
}
