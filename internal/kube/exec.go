package kube

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/remotecommand"
	utilexec "k8s.io/client-go/util/exec"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// outputLimit bounds what is kept of each stream that comes from a Pod or a
// server, in bytes.
const outputLimit = 1 << 20

// Exec runs a command in a container, the Pod's only or default one where
// none is named, over WebSocket, or SPDY where the server knows no better
// (KEP-4006). A command that fails is no error: its exit code is the answer.
func (c *Client) Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error) {
	request := c.typed.CoreV1().RESTClient().Post().Namespace(namespace).Resource("pods").Name(pod).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Container: container, Command: command, Stdout: true, Stderr: true}, scheme.ParameterCodec)
	websocket, err := remotecommand.NewWebSocketExecutor(c.config, http.MethodGet, request.URL().String())
	if err != nil {
		return lab.Output{}, err
	}
	spdy, err := remotecommand.NewSPDYExecutor(c.config, http.MethodPost, request.URL())
	if err != nil {
		return lab.Output{}, err
	}
	executor, err := remotecommand.NewFallbackExecutor(websocket, spdy, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	})
	if err != nil {
		return lab.Output{}, err
	}
	var stdout, stderr limited
	err = executor.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: &stdout, Stderr: &stderr})
	out := lab.Output{Text: stdout.String(), Stderr: stderr.String()}
	var exit utilexec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		out.ExitCode = exit.ExitStatus()
		return out, nil
	}
	if err != nil {
		return out, i18n.Errorf("run %q in pod/%s: %w", command[0], pod, err)
	}
	return out, nil
}

// limited keeps the first outputLimit bytes and drops the rest.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := outputLimit - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}
