package diagnose

import (
	"cmp"
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
)

// makers are the kinds whose controllers make Pods.
var makers = []string{"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController"}

// halted tells of a workload that is not to make Pods.
func halted(_ context.Context, s *scene) []i18n.Message {
	if !slices.Contains(makers, kindOf(s.object)) {
		return nil
	}
	if on, _, _ := unstructured.NestedBool(s.object.Object, "spec", "paused"); on {
		return messages(i18n.Text("%s is paused (spec.paused: true): changes to its Pods wait until it is resumed", s.subject))
	}
	if on, _, _ := unstructured.NestedBool(s.object.Object, "spec", "suspend"); on {
		return messages(i18n.Text("%s is suspended (spec.suspend: true): it starts nothing until it is resumed", s.subject))
	}
	if replicas, set, _ := unstructured.NestedInt64(s.object.Object, "spec", "replicas"); set && replicas == 0 {
		return messages(i18n.Text("%s has spec.replicas: 0, so it has no Pods", s.subject))
	}
	return nil
}

// notCreated tells why the controller of a workload cannot create Pods, for
// example because of a quota or Pod Security: the API server's answer is in the
// event FailedCreate of what makes them, which for a Deployment is a ReplicaSet.
func notCreated(ctx context.Context, s *scene) []i18n.Message {
	if !slices.Contains(makers, kindOf(s.object)) {
		return nil
	}
	of := s.makers(ctx)
	if s.enough(ctx, of) {
		return nil
	}
	for _, e := range list[corev1.Event](ctx, s.Cluster, "event", s.object.GetNamespace()) {
		if e.Reason == "FailedCreate" && slices.Contains(of, e.InvolvedObject.UID) {
			return messages(i18n.Text("%s cannot create its Pods: %s", s.subject, short(refusedBy(e.Message))))
		}
	}
	return nil
}

// enough says whether there are as many Pods of some makers as the workload is to have.
func (s *scene) enough(ctx context.Context, of []types.UID) bool {
	replicas, set, _ := unstructured.NestedInt64(s.object.Object, "spec", "replicas")
	if !set {
		replicas = 1
	}
	made := int64(0)
	for _, pod := range list[corev1.Pod](ctx, s.Cluster, "pod", s.object.GetNamespace()) {
		if len(pod.OwnerReferences) > 0 && slices.Contains(of, pod.OwnerReferences[0].UID) {
			made++
		}
	}
	return made >= replicas
}

// makers gives the object and those that it made to make Pods.
func (s *scene) makers(ctx context.Context) []types.UID {
	found := []types.UID{s.object.GetUID()}
	kind := map[string]string{"Deployment": "replicaset", "CronJob": "job"}[kindOf(s.object)]
	if kind == "" {
		return found
	}
	objects, _ := s.Cluster.List(ctx, kind, s.object.GetNamespace())
	for _, o := range objects {
		if owners := o.GetOwnerReferences(); len(owners) > 0 && owners[0].UID == s.object.GetUID() {
			found = append(found, o.GetUID())
		}
	}
	return found
}

// refusedBy leaves out of an event what only says that something failed.
func refusedBy(message string) string {
	for _, lead := range []string{"Error creating: ", "failed error: "} {
		if _, after, ok := strings.Cut(message, lead); ok {
			return after
		}
	}
	return message
}

func kindOf(o *unstructured.Unstructured) string {
	if o == nil {
		return ""
	}
	return o.GetKind()
}

// unmatched tells of labels that no object of a kind has.
func unmatched(ctx context.Context, s *scene) []i18n.Message {
	if s.Check == nil || s.Check.Objects == nil || s.Check.Objects.Selector == "" || s.subject.Reference != "" {
		return nil
	}
	of := s.Check.Objects
	namespace := cmp.Or(s.Check.Namespace, s.Namespace)
	objects, err := s.Cluster.List(ctx, of.Kind, namespace)
	if err != nil {
		return nil
	}
	var have []string
	for _, o := range objects {
		for key, value := range o.GetLabels() {
			have = append(have, key+"="+value)
		}
	}
	slices.Sort(have)
	have = slices.Compact(have)
	switch nearest := slip(of.Selector, have); {
	case len(objects) == 0:
		return messages(i18n.Text("there is no %s in namespace %s", of.Kind, namespace))
	case nearest != "":
		return messages(i18n.Text("no %s in namespace %s has label %s; the closest is %s", of.Kind, namespace, of.Selector, nearest))
	case slices.Contains(have, of.Selector):
		return nil
	}
	return messages(i18n.Text("no %s in namespace %s has label %s; the labels there are %s", of.Kind, namespace, of.Selector, some(have)))
}
