package diagnose

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubectl/pkg/cmd/util/podcmd"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// as gives an object its type.
func as[T any](object *unstructured.Unstructured) *T {
	typed := new(T)
	if runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, typed) != nil {
		return nil
	}
	return typed
}

// list gives the objects of a kind; none where they cannot be read.
func list[T any](ctx context.Context, c Cluster, kind, namespace string) []*T {
	objects, err := c.List(ctx, kind, namespace)
	if err != nil {
		return nil
	}
	var typed []*T
	for i := range objects {
		if t := as[T](&objects[i]); t != nil {
			typed = append(typed, t)
		}
	}
	return typed
}

// get gives an object, or nil where it cannot be read.
func get[T any](ctx context.Context, c Cluster, reference, namespace string) *T {
	object, err := c.Get(ctx, kube.Object{Reference: reference, Namespace: namespace})
	if err != nil {
		return nil
	}
	return as[T](object)
}

// podOf gives the Pod itself, or the first Pod of a workload that is not ready.
func (s *scene) podOf(ctx context.Context, object *unstructured.Unstructured) *corev1.Pod {
	if object.GetKind() == "Pod" {
		return as[corev1.Pod](object)
	}
	wanted, found, _ := unstructured.NestedStringMap(object.Object, "spec", "selector", "matchLabels")
	if !found {
		return nil
	}
	for _, pod := range list[corev1.Pod](ctx, s.Cluster, "pod", object.GetNamespace()) {
		if labels.SelectorFromSet(wanted).Matches(labels.Set(pod.Labels)) && !ready(pod) {
			return pod
		}
	}
	return nil
}

func ready(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

// container gives the container of a command: the named one, or the Pod's default.
func (s *scene) container() *corev1.Container {
	if s.pod == nil || s.exec == nil || len(s.pod.Spec.Containers) == 0 {
		return nil
	}
	found, _ := podcmd.FindOrDefaultContainerByName(s.pod, s.exec.Container, true, io.Discard)
	return found
}

func containerOf(pod *corev1.Pod, name string) *corev1.Container {
	found, _ := podcmd.FindContainerByName(pod, name)
	return found
}

func statuses(pod *corev1.Pod) []corev1.ContainerStatus {
	return slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses)
}

func reference(pod *corev1.Pod) string { return "pod/" + pod.Name }

// ending tells of a Pod that is on its way out.
func ending(_ context.Context, s *scene) []i18n.Message {
	if s.pod.DeletionTimestamp == nil {
		return nil
	}
	return messages(i18n.Text("%s is being deleted: wait until it is gone, then create it again", reference(s.pod)))
}

func messages(of ...i18n.Message) []i18n.Message { return of }

// advise adds to a cause what to do about it, unless the learner is to find that out.
func (s *scene) advise(cause, remedy i18n.Message) i18n.Message {
	if s.Task {
		return cause
	}
	return i18n.Text("%v: %v", cause, remedy)
}

// each gives a text of each of some things.
func each[T any](all []T, text func(T) string) []string {
	var found []string
	for _, one := range all {
		found = append(found, text(one))
	}
	return found
}

// excerptLength bounds a foreign text in a diagnosis, in runes.
const excerptLength = 200

// short puts a foreign text on one line of bounded length.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > excerptLength {
		return string(runes[:excerptLength]) + "…"
	}
	return text
}

// some joins at most a handful of names.
func some(names []string) string {
	const handful = 6
	if len(names) > handful {
		return strings.Join(names[:handful], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

var noFileInPath = regexp.MustCompile(`exec: "([^"]+)": (?:executable file not found|stat )`)

// noProgram tells of a command that the container's image has not.
func noProgram(_ context.Context, s *scene) []i18n.Message {
	c := s.container()
	if c == nil || s.Err == nil {
		return nil
	}
	if m := noFileInPath.FindStringSubmatch(s.Err.Error()); m != nil {
		return messages(i18n.Text("image %s of container %s has no program %q: check the image and the name of the program", c.Image, c.Name, m[1]))
	}
	return nil
}

// wrongContainer tells of a command in a container that the Pod has not.
func wrongContainer(_ context.Context, s *scene) []i18n.Message {
	if s.pod == nil || s.exec == nil || s.exec.Container == "" || s.container() != nil {
		return nil
	}
	names := each(s.pod.Spec.Containers, func(c corev1.Container) string { return c.Name })
	if nearest := slip(s.exec.Container, names); nearest != "" {
		return messages(i18n.Text("%s has no container %q; the closest match is %q: rename the container, delete the Pod and create it again", reference(s.pod), s.exec.Container, nearest))
	}
	return messages(i18n.Text("%s has no container %q; it has %s", reference(s.pod), s.exec.Container, some(names)))
}
