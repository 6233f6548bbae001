package diagnose

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// failedPod tells of a Pod that the kubelet or a controller ended: it was evicted or
// preempted, did not fit on its node after all, or ran for too long. How its
// containers ended says nothing then.
func failedPod(_ context.Context, s *scene) []i18n.Message {
	status := s.pod.Status
	switch {
	case status.Phase != corev1.PodFailed || status.Reason == "":
		return nil
	case status.Reason == "Evicted":
		return messages(i18n.Text("%s was evicted from its node: %s", reference(s.pod), short(status.Message)))
	}
	return messages(i18n.Text("%s has failed (%s): %s", reference(s.pod), status.Reason, short(status.Message)))
}

// leaving tells of an object that is being deleted and is kept by a finalizer.
func leaving(_ context.Context, s *scene) []i18n.Message {
	if s.object == nil || s.object.GetDeletionTimestamp() == nil || len(s.object.GetFinalizers()) == 0 {
		return nil
	}
	return messages(i18n.Text("%s is being deleted, but its finalizers keep it: %s", s.subject, some(s.object.GetFinalizers())))
}

// endedPod tells of a command for a container of a Pod that has ended well: one
// that did not has more to say.
func endedPod(_ context.Context, s *scene) []i18n.Message {
	if s.exec == nil || s.pod.Status.Phase != corev1.PodSucceeded {
		return nil
	}
	return messages(i18n.Text("%s has ended (%s): no command can run in its containers any more", reference(s.pod), s.pod.Status.Phase))
}
