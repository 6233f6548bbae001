package kube

import (
	"bufio"
	"context"
	"io"
	"regexp"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/kubectl/pkg/cmd/util/podcmd"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// waitLog reads the log of a Pod, or of the Pods that a workload made, until a
// regular expression matches in a line of one.
func (c *Client) waitLog(ctx context.Context, o Object, w lab.Wait) error {
	pattern, err := lab.CompileMatch(w.Log)
	if err != nil {
		return err
	}
	s := &logSearch{c, w.Container, pattern, map[types.UID]time.Time{}, i18n.Text("it does not exist")}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		object, err := c.Get(ctx, o)
		switch {
		case err != nil && !IsNotFound(err) && ctx.Err() == nil:
			return err
		case err == nil && s.found(ctx, c.printing(ctx, object)):
			return nil
		case err == nil && podEnded(object):
			return i18n.Errorf("the log of %s will not match %s, because the Pod has ended: %v", o, w.Log, s.why)
		}
		if sleep(ctx, pause); ctx.Err() != nil {
			return i18n.Errorf("the log of %s does not match %s: %v", o, w.Log, s.why)
		}
	}
}

// printing gives the Pods whose log is an object's.
func (c *Client) printing(ctx context.Context, object *unstructured.Unstructured) []corev1.Pod {
	if pod := (corev1.Pod{}); object.GetKind() == "Pod" && convert(object.Object, &pod) == nil {
		return []corev1.Pod{pod}
	}
	_, pods := c.pods(ctx, object)
	return pods
}

// logSearch reads of logs what is new since it was last looked at.
type logSearch struct {
	client    *Client
	container string
	pattern   *regexp.Regexp
	read      map[types.UID]time.Time
	// why is what was seen last.
	why i18n.Message
}

// overlap is how much of a log is read again, as its times are whole seconds.
const overlap = 2 * time.Second

func (s *logSearch) found(ctx context.Context, pods []corev1.Pod) bool {
	for i := range pods {
		found, err := s.in(ctx, &pods[i])
		if found {
			return true
		}
		if err != nil && ctx.Err() == nil {
			s.why = i18n.Text("%v", err)
		}
	}
	return false
}

func (s *logSearch) in(ctx context.Context, pod *corev1.Pod) (found bool, err error) {
	container, err := podcmd.FindOrDefaultContainerByName(pod, s.container, true, io.Discard)
	if err != nil {
		return false, err
	}
	began, options := time.Now(), &corev1.PodLogOptions{Container: container.Name}
	if before, known := s.read[pod.UID]; known {
		seconds := int64((time.Since(before) + overlap).Seconds()) // by the clock of the node
		options.SinceSeconds = &seconds
	}
	stream, err := s.client.openLog(ctx, pod.Namespace, pod.Name, options)
	if err != nil {
		return false, err
	}
	defer stream.Close()
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, limit.Output)
	for lines.Scan() {
		if s.pattern.Match(lines.Bytes()) {
			return true, nil
		}
		s.why = i18n.Text("the log of pod/%s ends with %q", pod.Name, lines.Text())
	}
	if err = lines.Err(); err == nil {
		s.read[pod.UID] = began
	}
	return false, err
}
