package kube

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/remotecommand"
	utilexec "k8s.io/client-go/util/exec"
	"k8s.io/streaming/pkg/httpstream"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// Exec runs a command in a container, the Pod's only or default one where
// none is named. A command that fails is no error: its exit code is the
// answer. A client that retries runs one again that the end of the API server cut
// short, or whose Pod the kubelet did not know yet: lab.Operation calls what
// exec runs repeatable.
func (c *Client) Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error) {
	var out lab.Output
	repeatable := func(err error) bool { return cutShort(err) || notYet(err) }
	began := time.Now()
	err := c.again(ctx, repeatable, func() error {
		executor, err := c.executor(namespace, pod, container, command)
		if err == nil {
			out, err = run(ctx, executor)
		}
		return err
	})
	if err != nil && ctx.Err() != nil {
		c.end(ctx, namespace, pod, container, command, began)
	}
	if err != nil {
		return out, i18n.Errorf("run %q in pod/%s: %w", command[0], pod, err)
	}
	return out, nil
}

// cutShort says whether a stream ended before the server said how the command did.
func cutShort(err error) bool {
	var end *websocket.CloseError
	return errors.As(err, &end) && end.Code == websocket.CloseAbnormalClosure || broken(err)
}

// notYet says whether the kubelet does not know a Pod that the API server has:
// after its own start it learns of the Pods later than the API server answers.
// It ran nothing (the text is that of k8s.io/kubernetes/pkg/kubelet/server).
func notYet(err error) bool {
	return err != nil && strings.Contains(err.Error(), "pod does not exist")
}

// executor runs a command over WebSocket, or SPDY where the server knows no
// better (KEP-4006).
func (c *Client) executor(namespace, pod, container string, command []string) (remotecommand.Executor, error) {
	request := c.typed.CoreV1().RESTClient().Post().Namespace(namespace).Resource("pods").Name(pod).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Container: container, Command: command, Stdout: true, Stderr: true}, scheme.ParameterCodec)
	overWebSocket, err := remotecommand.NewWebSocketExecutor(c.requests, http.MethodGet, request.URL().String())
	if err != nil {
		return nil, err
	}
	spdy, err := remotecommand.NewSPDYExecutor(c.requests, http.MethodPost, request.URL())
	if err != nil {
		return nil, err
	}
	return remotecommand.NewFallbackExecutor(overWebSocket, spdy, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	})
}

func run(ctx context.Context, executor remotecommand.Executor) (lab.Output, error) {
	var stdout, stderr limit.Buffer
	err := executor.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: &stdout, Stderr: &stderr})
	out := lab.Output{Text: stdout.String(), Stderr: stderr.String(), Dropped: stdout.Dropped(), StderrDropped: stderr.Dropped()}
	var exit utilexec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		out.ExitCode = exit.ExitStatus()
		return out, nil
	}
	if err != nil && ctx.Err() != nil {
		err = limit.Ended(ctx, &stdout, &stderr)
	}
	return out, err
}
