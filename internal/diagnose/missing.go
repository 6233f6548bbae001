package diagnose

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/xrash/smetrics"
	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// notFound is how the API server and the kubelet say that there is no such object.
var notFound = regexp.MustCompile(`([a-z][a-z.0-9]*) "([^"]+)" not found`)

// misplaced tells of objects that are in another namespace.
func misplaced(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, o := range s.lost(ctx) {
		if _, elsewhere, ok := s.namesakes(ctx, o); ok && len(elsewhere) > 0 {
			found = append(found, i18n.Text("%s is in namespace %s; the lab needs it in %s. Recreate it with -n %s", o, some(elsewhere), o.Namespace, o.Namespace))
		}
	}
	return found
}

// missing tells of objects that are nowhere, and of those with nearly their names.
func missing(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, o := range s.lost(ctx) {
		if here, _, ok := s.namesakes(ctx, o); ok {
			found = append(found, nowhere(o, here))
		}
	}
	return found
}

// lost gives the objects that are known not to be there.
func (s *scene) lost(ctx context.Context) []kube.Object {
	if s.Check != nil && s.Check.Can != nil {
		return nil // who may do what is not in the way of anything
	}
	if s.absent {
		return []kube.Object{s.subject}
	}
	texts := []string{s.Output.Stderr}
	if s.Err != nil {
		texts = append(texts, s.Err.Error())
	}
	if status := s.status(); status != nil {
		texts = append(texts, status.Message)
	}
	if s.pod != nil {
		for _, status := range statuses(s.pod) {
			if waiting := status.State.Waiting; waiting != nil {
				texts = append(texts, waiting.Message)
			}
		}
	}
	texts = append(texts, s.warnings(ctx)...)
	var lost []kube.Object
	for _, m := range notFound.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		o := kube.Object{Reference: m[1] + "/" + m[2], Namespace: s.place()}
		if !slices.Contains(lost, o) {
			lost = append(lost, o)
		}
	}
	return lost
}

// warnings are what was said last of what the failure is about, while it is not well.
func (s *scene) warnings(ctx context.Context) (texts []string) {
	object := s.object
	if object == nil || s.pod != nil && ready(s.pod) {
		return nil
	}
	uid := object.GetUID()
	if s.pod != nil {
		uid = s.pod.UID
		for _, c := range s.pod.Status.Conditions {
			if c.Status != corev1.ConditionTrue {
				texts = append(texts, c.Message)
			}
		}
	}
	for _, e := range s.events(ctx, object.GetNamespace(), uid) {
		if e.Type == corev1.EventTypeWarning {
			texts = append(texts, e.Message)
		}
	}
	return texts
}

// place is the namespace that the failure looked in.
func (s *scene) place() string {
	if r := s.request(); r != nil && r.Namespace != "" {
		return r.Namespace
	}
	if s.subject.Namespace != "" {
		return s.subject.Namespace
	}
	return s.Namespace
}

// namesakes gives the names of the objects of a kind in the namespace, and
// the other namespaces that have one of that name. It is not ok where the
// kind is not known, or the object has come meanwhile.
func (s *scene) namesakes(ctx context.Context, o kube.Object) (here, elsewhere []string, ok bool) {
	kind, name, _ := strings.Cut(o.Reference, "/")
	objects, err := s.Cluster.List(ctx, kind, "")
	labs := s.labs(ctx)
	for _, object := range objects {
		switch namespace := object.GetNamespace(); {
		case namespace == "" || namespace == o.Namespace:
			here = append(here, object.GetName())
		case object.GetName() == name && !slices.Contains(labs, namespace):
			elsewhere = append(elsewhere, namespace)
		}
	}
	return here, elsewhere, err == nil && !slices.Contains(here, name)
}

// labs are the namespaces that labs made: what is in those of others is no slip of
// the learner.
func (s *scene) labs(ctx context.Context) (names []string) {
	namespaces, _ := s.Cluster.List(ctx, "namespace", "")
	for _, n := range namespaces {
		if kube.MadeByLabs(&n) {
			names = append(names, n.GetName())
		}
	}
	return names
}

func nowhere(o kube.Object, here []string) i18n.Message {
	_, name, _ := strings.Cut(o.Reference, "/")
	if nearest := slip(name, here); nearest != "" {
		return i18n.Text("there is no %s in namespace %s; the closest name there is %q: check the spelling of both", o, o.Namespace, nearest)
	}
	if len(here) > 0 {
		return i18n.Text("there is no %s in namespace %s; the objects of that kind are %s: create it, or use that name for your object", o, o.Namespace, some(here))
	}
	return i18n.Text("there is no %s in namespace %s, and no other object of that kind: create it", o, o.Namespace)
}

// slip gives the candidate that differs from a name as by a slip of the keys:
// by one letter in six and two at most, by their case, or by their order. Names that a person
// made up have much in common on purpose, such as CPU_LIMIT and CPU_REQUEST,
// so that likeness alone says little.
func slip(name string, candidates []string) string {
	nearest, best := "", min(max(1, len(name)/6), 2)+1
	for _, candidate := range candidates {
		a, b := strings.ToLower(name), strings.ToLower(candidate)
		distance := smetrics.WagnerFischer(a, b, 1, 1, 1)
		if distance > 0 && letters(a) == letters(b) {
			distance = 1
		}
		if distance < best && candidate != "" {
			nearest, best = candidate, distance
		}
	}
	return nearest
}

func letters(text string) string {
	sorted := []rune(text)
	slices.Sort(sorted)
	return string(sorted)
}
