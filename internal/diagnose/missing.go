package diagnose

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// notFound is how the API server and the kubelet say that a name leads
// nowhere.
var notFound = regexp.MustCompile(`([a-z][a-z.0-9]*) "([^"]+)" not found`)

// missing says where an object is that is not where it should be, or what has
// nearly its name.
func missing(ctx context.Context, s *scene) []i18n.Message {
	var told []i18n.Message
	for _, o := range s.lost() {
		if text := s.whereabouts(ctx, o); !text.IsZero() {
			told = append(told, text)
		}
	}
	return told
}

// lost gives the objects that are known not to be there.
func (s *scene) lost() []kube.Object {
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
	var lost []kube.Object
	for _, m := range notFound.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		o := kube.Object{Reference: m[1] + "/" + m[2], Namespace: s.place()}
		if !slices.Contains(lost, o) {
			lost = append(lost, o)
		}
	}
	return lost
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

func (s *scene) whereabouts(ctx context.Context, o kube.Object) i18n.Message {
	kind, name, _ := strings.Cut(o.Reference, "/")
	objects, err := s.Cluster.List(ctx, kind, "")
	if err != nil {
		return i18n.Message{}
	}
	var here, elsewhere []string
	for _, object := range objects {
		switch namespace := object.GetNamespace(); {
		case namespace == "" || namespace == o.Namespace:
			here = append(here, object.GetName())
		case object.GetName() == name:
			elsewhere = append(elsewhere, namespace)
		}
	}
	if slices.Contains(here, name) {
		return i18n.Message{} // it has come meanwhile
	}
	if len(elsewhere) > 0 {
		return i18n.Text("%s is in the namespace %s, and looked for in the namespace %s: make it there, with --namespace=%s", o, some(elsewhere), o.Namespace, o.Namespace)
	}
	return nowhere(o, name, here)
}

func nowhere(o kube.Object, name string, here []string) i18n.Message {
	if nearest := check.Nearest(name, here); nearest != "" {
		return i18n.Text("there is no %s in the namespace %s; the nearest name there is %q: is one of the two misspelt?", o, o.Namespace, nearest)
	}
	if len(here) > 0 {
		return i18n.Text("there is no %s in the namespace %s; of that kind it has %s: make it, or give it that name", o, o.Namespace, some(here))
	}
	return i18n.Text("there is no %s in the namespace %s, nor any other of that kind: make it", o, o.Namespace)
}
