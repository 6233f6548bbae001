package diagnose

import (
	"cmp"
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/kube"
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
	s := &scene{Diagnoser: d, Failure: f}
	s.trace()
	s.selected(ctx)
	if s.subject.Reference == "" {
		return s
	}
	object, err := d.Cluster.Get(ctx, s.subject)
	s.absent = kube.IsNotFound(err)
	if err == nil {
		s.object = object
		s.pod = s.podOf(ctx, object)
	}
	return s
}

// trace finds where the output came from, and with it the subject.
func (s *scene) trace() {
	s.subject.Namespace = s.Namespace
	o := s.Operation
	if c := s.Check; c != nil && c.HasSource() {
		o, s.subject = c.Source(), kube.Object{Reference: c.Object, Namespace: cmp.Or(c.Namespace, s.Namespace)}
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

// kubectlSubject reads "VERB KIND NAME" and "VERB KIND/NAME".
func kubectlSubject(args []string, namespace string) kube.Object {
	words, flags := lab.KubectlWords(args)
	namespace = cmp.Or(flags["--namespace"], flags["-n"], namespace)
	switch {
	case len(words) > 1 && strings.Contains(words[1], "/"):
		return kube.Object{Reference: words[1], Namespace: namespace}
	case len(words) > 2:
		return kube.Object{Reference: words[1] + "/" + words[2], Namespace: namespace}
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
