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
