package kube

import (
	"context"
	"io"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubectl/pkg/describe"

	"labs.local/labs/internal/limit"
)

// Describe gives what kubectl describe tells of a Pod, without its events.
func (c *Client) Describe(ctx context.Context, namespace, pod string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return limit.Within(ctx, func() (string, error) { // the describer takes no context
		return (&describe.PodDescriber{Interface: c.typed}).Describe(namespace, pod, describe.DescriberSettings{})
	})
}

// Tail gives the last lines that a container printed, or, with previous, that
// the one printed that it has replaced.
func (c *Client) Tail(ctx context.Context, namespace, pod, container string, previous bool, lines int64) (string, error) {
	return c.log(ctx, namespace, pod, container, previous, lines, limit.Output)
}

func (c *Client) log(ctx context.Context, namespace, pod, container string, previous bool, lines, bytes int64) (string, error) {
	var text limit.Buffer
	err := c.copyLog(ctx, &text, namespace, pod, &corev1.PodLogOptions{Container: container, Previous: previous, TailLines: &lines, LimitBytes: &bytes})
	return text.String(), err
}

func (c *Client) copyLog(ctx context.Context, to io.Writer, namespace, pod string, options *corev1.PodLogOptions) error {
	// Of a refusal Stream gives what the API server says; DoRaw does not.
	stream, err := c.typed.CoreV1().Pods(namespace).GetLogs(pod, options).Stream(ctx)
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = io.Copy(to, stream)
	return err
}
