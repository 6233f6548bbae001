package diagnose

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// unmounted tells of a volume that a Pod waits for.
func unmounted(ctx context.Context, s *scene) []i18n.Message {
	if s.pod.Status.Phase != corev1.PodPending {
		return nil
	}
	for _, e := range s.events(ctx, s.pod.Namespace, s.pod.UID) {
		if e.Reason == "FailedMount" || e.Reason == "FailedAttachVolume" {
			return messages(i18n.Text("%s waits for a volume that cannot be mounted: %s", reference(s.pod), short(e.Message)))
		}
	}
	return nil
}
