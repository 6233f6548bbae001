package kube

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/remotecommand"
	utilexec "k8s.io/client-go/util/exec"
	"k8s.io/streaming/pkg/httpstream"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// Exec runs a command in a container, the Pod's default one where none is named.
// A command that fails is no error: its exit code is the answer. A client that retries runs one again that the end of the API server cut
// short, or whose Pod the kubelet did not know yet: lab.Operation calls what
// exec runs repeatable.
func (c *Client) Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error) {
	var out lab.Output
	repeatable := func(err error) bool { return cutShort(err) || notYet(err) }
	began := time.Now()
	err := c.again(ctx, repeatable, func() (err error) {
		if container, err = c.container(ctx, namespace, pod, container); err != nil {
			return err
		}
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
	end, ok := errors.AsType[*websocket.CloseError](err)
	return ok && end.Code == websocket.CloseAbnormalClosure || broken(err)
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
	if exit, ok := errors.AsType[utilexec.ExitError](err); ok && exit.Exited() {
		out.ExitCode = exit.ExitStatus()
		return out, nil
	}
	if err != nil && ctx.Err() != nil {
		err = limit.Ended(ctx, &stdout, &stderr)
	}
	return out, err
}

// endScript ends what a command started that a client does not wait for any
// more: Kubernetes leaves it running. A runtime gives each command a session of
// its own, whose leader has no parent in the container. The command's is one
// that has no terminal, and whose leader began when the command did, or runs
// the same; or has ended, and left to the others of its session a pipe that is
// not the container's own. Only the shell's own means are used, for an image
// may have no others. Arguments: how long ago the command was started, and how
// long that may have taken, in hundredths of a second; the command.
const endScript = `
read -r now _ </proc/uptime || exit 0
began=$((${now%.*}${now#*.} - $1 - 100))
latest=$((began + 100 + $2))
wanted=$3
stat() {
  IFS= read -r line 2>/dev/null </proc/$1/stat || return 1
  set -- ${line##*) }
  session=$4
  shift 19
  started=$1
}
same() { [ "/proc/$1" -ef "/proc/$2" ]; }
piped() { [ -p /proc/$1/fd/1 ] && ! same $1/fd/1 1/fd/1 && ! same $1/fd/1 1/fd/2 && ! same $1/fd/1 $$/fd/1; }
leads() {
  [ -p /proc/$1/fd/0 ] || same $1/fd/0 $$/fd/0 || return 1
  IFS= read -r runs 2>/dev/null </proc/$1/cmdline
  [ "$runs" = "$wanted" ] || [ $started -le $latest ]
}
stat 1 && first=$session
stat $$ && own=$session
doomed=
for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  stat $pid && [ $started -ge $began ] && [ $session != "$first" ] && [ $session != "$own" ] || continue
  leader=$session
  if stat $leader; then leads $leader; else piped $pid; fi && doomed="$doomed $pid"
done 2>/dev/null
[ -z "$doomed" ] || kill -9 $doomed
`

// end ends what a command left running in a container of a Pod, as far as the
// image has a shell. Where containers share their processes with each other or
// with the node, nothing is ended: it could be somebody else's.
func (c *Client) end(ctx context.Context, namespace, pod, container string, command []string, since time.Time) {
	ctx, cancel := limit.With(context.WithoutCancel(ctx), c.machine.Time(limit.Left))
	defer cancel()
	found, err := c.typed.CoreV1().Pods(namespace).Get(ctx, pod, metav1.GetOptions{})
	if err != nil || found.Spec.HostPID || found.Spec.ShareProcessNamespace != nil && *found.Spec.ShareProcessNamespace {
		return
	}
	words := []string{"sh", "-c", endScript, "sh", hundredths(time.Since(since)), hundredths(c.machine.Of(limit.Begin)), firstLine(command)}
	if executor, err := c.executor(namespace, pod, container, words); err == nil {
		_, _ = run(ctx, executor)
	}
}

func hundredths(d time.Duration) string { return strconv.FormatInt(d.Milliseconds()/10, 10) }

// firstLine is what a shell reads of a command's line in /proc, where its words
// stand without anything in between that the shell keeps.
func firstLine(command []string) string {
	first, _, _ := strings.Cut(strings.Join(command, ""), "\n")
	return first
}
