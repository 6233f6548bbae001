package diagnose

import (
	"cmp"
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// work tries the learner's own manifest of the subject on the API server: why
// it is refused, or what of it is not in the cluster, is what the learner
// needs to know.
func work(ctx context.Context, s *scene) []i18n.Message {
	if s.Check == nil || s.subject.Reference == "" || s.subject.Namespace != s.Namespace {
		return nil
	}
	manifests := s.manifests()
	for _, m := range manifests {
		for _, object := range m.objects {
			if s.isSubject(object) {
				return s.try(ctx, m.file, object)
			}
		}
	}
	return s.unlike(manifests)
}

// isSubject says whether a manifest describes what the failure is about.
func (s *scene) isSubject(object *unstructured.Unstructured) bool {
	_, name, _ := strings.Cut(s.subject.Reference, "/")
	return object.GetName() == name && s.isKind(object)
}

func (s *scene) isKind(object *unstructured.Unstructured) bool {
	kind, _, _ := strings.Cut(s.subject.Reference, "/")
	return s.object != nil && s.object.GetKind() == object.GetKind() ||
		strings.EqualFold(strings.TrimSuffix(kind, "s"), object.GetKind())
}

// try asks the API server what it would make of a manifest.
func (s *scene) try(ctx context.Context, file string, object *unstructured.Unstructured) []i18n.Message {
	if own := object.GetNamespace(); own != "" && own != s.Namespace {
		return messages(i18n.Text("your %s sets namespace %s, but the lab's namespace is %s: remove the line namespace: and apply the file again", file, own, s.Namespace))
	}
	for _, own := range []string{"managedFields", "resourceVersion", "uid", "creationTimestamp"} {
		unstructured.RemoveNestedField(object.Object, "metadata", own) // of a manifest that was read from the cluster
	}
	made, err := s.Cluster.DryRun(ctx, s.Namespace, object)
	if isImmutable(err) {
		err = cmp.Or(s.anew(ctx, object), err)
	}
	switch {
	case err != nil && ctx.Err() == nil:
		return s.refusal(file, object, err)
	case err != nil:
		return nil
	case s.object == nil:
		return messages(s.unapplied(ctx, file, made))
	}
	if changed := differences(made, s.asOf(ctx, made)); changed != nil {
		return messages(i18n.Text("your %s and the object in the cluster differ in %s: apply it with kubectl apply --filename=%s", file, some(changed), file))
	}
	return nil
}

// asOf gives the object that a dry run began with: another one than was looked at, where it
// changed in between, for example because it was scheduled.
func (s *scene) asOf(ctx context.Context, made *unstructured.Unstructured) *unstructured.Unstructured {
	if made.GetResourceVersion() != s.object.GetResourceVersion() {
		if fresh, err := s.Cluster.Get(ctx, s.subject); err == nil {
			return fresh
		}
	}
	return s.object
}

// anew says why an object could not be created either: of an existing one, the API server checks changes first.
func (s *scene) anew(ctx context.Context, object *unstructured.Unstructured) error {
	other := object.DeepCopy()
	other.SetName(object.GetName() + "-anew")
	_, err := s.Cluster.DryRun(ctx, s.Namespace, other)
	return err
}

func isImmutable(err error) bool {
	return err != nil && strings.Contains(err.Error(), unchangeable)
}

func (s *scene) refusal(file string, object *unstructured.Unstructured, err error) []i18n.Message {
	if fault := badQuantity(object); !fault.IsZero() {
		return messages(i18n.Text("your %s is rejected: %v", file, fault))
	}
	status := statusOf(err)
	if status == nil {
		return messages(i18n.Text("your %s is rejected: %s", file, short(err.Error())))
	}
	if own, live := s.renamed(object); isImmutable(err) && own != "" {
		return messages(i18n.Text("your %s has container %q, where %s has container %q", file, own, s.subject, live))
	}
	if isImmutable(err) && s.object != nil {
		return messages(i18n.Text("your %s changes %s, which cannot change while the Pod runs: delete the Pod and create it again with kubectl replace --force --filename=%s", file, some(lacks(object, s.object)), file))
	}
	var found []i18n.Message
	for _, fault := range faults(status) {
		found = append(found, i18n.Text("your %s is rejected: %v", file, fault))
	}
	return found
}

// unlike tells of files that should describe the subject and do not: one
// that is no manifest, and, of an object that is not there, one with nearly
// its name.
func (s *scene) unlike(manifests []manifest) []i18n.Message {
	_, name, _ := strings.Cut(s.subject.Reference, "/")
	for _, m := range manifests {
		if m.err != nil && (strings.Contains(m.text, name) || len(manifests) == 1) {
			return messages(i18n.Text("your %s is not a valid manifest: %s", m.file, short(m.err.Error())))
		}
	}
	if !s.absent {
		return nil
	}
	for _, m := range manifests {
		for _, object := range m.objects {
			if s.isKind(object) && slip(name, []string{object.GetName()}) != "" {
				return messages(i18n.Text("your %s uses the name %q, but the check looks for %s", m.file, object.GetName(), s.subject))
			}
		}
	}
	return nil
}
