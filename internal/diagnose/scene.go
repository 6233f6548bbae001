package diagnose

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
)

// scene is a failure with what is found at it.
type scene struct {
	*Diagnoser
	Failure

	// At most one of these is what the output came from.
	exec    *lab.Exec
	http    *lab.HTTP
	kubectl []string

	// subject is what the failure is about, and object its live state, nil
	// where it is not there; absent says that it surely is not.
	subject kube.Object
	object  *unstructured.Unstructured
	absent  bool
	// pod is the subject, or the worst off of the subject's Pods, or nil.
	pod *corev1.Pod
}

func (d *Diagnoser) look(ctx context.Context, f Failure) *scene {
	once := *d
	once.Cluster = &remembering{Cluster: d.Cluster, lists: map[[2]string]listed{}}
	s := &scene{Diagnoser: &once, Failure: f}
	s.trace()
	s.selected(ctx)
	if s.subject.Reference == "" {
		return s
	}
	object, err := s.Cluster.Get(ctx, s.subject)
	s.absent = kube.IsNotFound(err)
	if err == nil {
		s.object = object
		s.pod = s.podOf(ctx, object)
	}
	return s
}

// aboutState says whether the failure is about how an object is, rather than about
// what is written in it.
func (s *scene) aboutState() bool {
	if s.Check != nil && s.Check.Absent != "" {
		return false
	}
	if s.Check == nil || s.Check.Object == "" || s.absent {
		return true
	}
	tree, err := json.Marshal(s.Check.Tree)
	about := s.Check.CEL + s.Check.Match + s.Check.Line
	return err != nil || strings.Contains(string(tree)+about, "status") || s.Check.Tree == nil && about == ""
}

// trace finds where the output came from, and with it the subject.
func (s *scene) trace() {
	s.subject.Namespace = s.Namespace
	o := s.Operation
	if c := s.Check; c != nil && c.HasSource() {
		o, s.subject = c.Source(), kube.Object{Reference: cmp.Or(c.Object, c.Absent), Namespace: cmp.Or(c.Namespace, s.Namespace)}
	}
	if o != nil {
		s.exec, s.http, s.kubectl = o.Exec, o.HTTP, o.Kubectl
		s.subject.Reference = cmp.Or(o.Facts().Object, s.subject.Reference)
	}
	if len(s.kubectl) > 0 {
		s.subject = kubectlSubject(s.kubectl, s.Namespace)
	}
}

// selected makes the subject one of the Pods that are selected: that a command ran
// in, or of several the last that is ready.
func (s *scene) selected(ctx context.Context) {
	of := (*lab.Objects)(nil)
	switch {
	case s.exec != nil && s.exec.Objects != nil:
		of = s.exec.Objects
	case s.Check != nil && s.Check.Objects != nil && s.Check.Objects.Pods():
		of = s.Check.Objects
	default:
		return
	}
	if pods, err := s.Cluster.Pods(ctx, s.Namespace, of); err == nil && len(pods) > 0 {
		s.subject.Reference = "pod/" + pods[len(pods)-1]
		if s.exec != nil {
			s.subject.Reference = "pod/" + pods[0]
		}
	}
}

// ofPods are the verbs of kubectl whose object is a Pod where no kind is named;
// without an object are those that name none.
var (
	ofPods        = []string{"logs", "exec", "attach", "port-forward", "debug", "run"}
	withoutObject = []string{"api-resources", "api-versions", "apply", "auth", "cluster-info", "completion", "config", "cp", "create", "explain", "kustomize", "options", "plugin", "proxy", "replace", "top", "version"}
)

// kubectlSubject gives the object that a command of kubectl names, "KIND NAME",
// "KIND/NAME" or the name of a Pod, as kubectl reads its flags.
func kubectlSubject(args []string, namespace string) kube.Object {
	line, err := kubectl.Parse(args)
	if err != nil || len(line.Args) == 0 {
		return kube.Object{}
	}
	verb, rest, _ := strings.Cut(line.Path, " ")
	namespace = cmp.Or(line.Flag("namespace"), namespace)
	switch first := line.Args[0]; {
	case verb == "create" && rest != "":
		kind, _, _ := strings.Cut(rest, " ")
		return kube.Object{Reference: kind + "/" + first, Namespace: namespace}
	case slices.Contains(withoutObject, verb):
		return kube.Object{}
	case strings.Contains(first, "/"):
		return kube.Object{Reference: first, Namespace: namespace}
	case slices.Contains(ofPods, verb):
		return kube.Object{Reference: "pod/" + first, Namespace: namespace}
	case len(line.Args) > 1 && !strings.ContainsAny(line.Args[1], "=:/") && !strings.Contains(first, ","):
		return kube.Object{Reference: first + "/" + line.Args[1], Namespace: namespace}
	}
	return kube.Object{}
}

// script is all that runs in the container, as one text.
func (s *scene) script() string {
	if s.exec == nil {
		return ""
	}
	return strings.Join(s.exec.Command, " ")
}
