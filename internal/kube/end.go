package kube

import (
	"context"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/limit"
)

// endScript ends what a command started that a client does not wait for any
// more: Kubernetes leaves it running (kubernetes/kubernetes#84830). A runtime
// gives each command a session of its own, whose leader has no parent in the
// container. The command's is one that began when it did, and whose leader runs
// the same command; or has ended, and left to the others of its session a pipe
// that is not the container's own. Only the shell's own means are used, for an
// image may have no others. Arguments: how long ago the command was started, in
// hundredths of a second, and the command.
const endScript = `
read -r now _ </proc/uptime || exit 0
now=${now%.*}${now#*.}
began=$((now - $1 - 100))
shift
wanted=
for word; do wanted=$wanted$word; done
stat() {
  IFS= read -r line 2>/dev/null </proc/$1/stat || return 1
  set -- ${line##*) }
  session=$4
  shift 19
  started=$1
}
piped() {
  [ -p /proc/$1/fd/1 ] && ! [ /proc/$1/fd/1 -ef /proc/1/fd/1 ] && ! [ /proc/$1/fd/1 -ef /proc/1/fd/2 ] && ! [ /proc/$1/fd/1 -ef /proc/$$/fd/1 ]
}
stat 1 && first=$session
stat $$ && own=$session
for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  stat $pid && [ $started -ge $began ] && [ $session != "$first" ] && [ $session != "$own" ] || continue
  if [ -d /proc/$session ]; then
    runs=
    IFS= read -r runs 2>/dev/null </proc/$session/cmdline
    [ "$runs" = "$wanted" ] || continue
  else
    piped $pid || continue
  fi
  kill -9 $pid
done 2>/dev/null
`

// end ends what a command left running in a container of a Pod, as far as the
// image has a shell. Where containers share their processes with each other or
// with the node, nothing is ended: it could be somebody else's.
func (c *Client) end(ctx context.Context, namespace, pod, container string, command []string, since time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.pace.Of(limit.Left))
	defer cancel()
	found, err := c.typed.CoreV1().Pods(namespace).Get(ctx, pod, metav1.GetOptions{})
	if err != nil || found.Spec.HostPID || found.Spec.ShareProcessNamespace != nil && *found.Spec.ShareProcessNamespace {
		return
	}
	elapsed := strconv.FormatInt(time.Since(since).Milliseconds()/10, 10)
	words := append([]string{"sh", "-c", endScript, "sh", elapsed}, withoutNewlines(command)...)
	if executor, err := c.executor(namespace, pod, container, words); err == nil {
		_, _ = run(ctx, executor)
	}
}

// withoutNewlines gives of a command what a shell reads of its line in /proc,
// which is its first one.
func withoutNewlines(command []string) []string {
	first, _, _ := strings.Cut(strings.Join(command, ""), "\n")
	return []string{first}
}
