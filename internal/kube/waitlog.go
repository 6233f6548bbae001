package kube

import (
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// waitLog reads the log of a Pod, or of the Pods that a workload made, until a
// regular expression matches in one.
func (c *Client) waitLog(ctx context.Context, o Object, w lab.Wait) error {
	pattern, err := lab.CompileMatch(w.Log)
	if err != nil {
		return err
	}
	why := i18n.Text("it does not exist")
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		object, err := c.Get(ctx, o)
		if err != nil && !IsNotFound(err) && ctx.Err() == nil {
			return err
		}
		ended := object != nil && object.GetKind() == "Pod" && (phase(object) == string(corev1.PodFailed) || phase(object) == string(corev1.PodSucceeded))
		for _, pod := range c.printing(ctx, object) {
			text, err := c.Logs(ctx, pod.Namespace, pod.Name, w.Container, false, limit.Output, limit.Output)
			switch {
			case err == nil && pattern.MatchString(text):
				return nil
			case err == nil:
				why = i18n.Text("the log of pod/%s ends with %q", pod.Name, lastLine(text))
			case ctx.Err() == nil:
				why = i18n.Text("%v", err)
			}
		}
		if ended {
			return i18n.Errorf("the log of %s will not match %s, because the Pod has ended: %v", o, w.Log, why)
		}
		if sleep(ctx, pause); ctx.Err() != nil {
			return i18n.Errorf("the log of %s does not match %s: %v", o, w.Log, why)
		}
	}
}

// printing gives the Pods whose log is an object's.
func (c *Client) printing(ctx context.Context, object *unstructured.Unstructured) []corev1.Pod {
	if object == nil {
		return nil
	}
	if pod := (corev1.Pod{}); object.GetKind() == "Pod" && convert(object.Object, &pod) == nil {
		return []corev1.Pod{pod}
	}
	_, pods := c.pods(ctx, object)
	return pods
}

// lastLine is the end of what a container printed.
func lastLine(text string) string {
	text = strings.TrimRight(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}
