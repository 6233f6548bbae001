package diagnose

import (
	"context"
	"slices"

	"labs.local/labs/internal/i18n"
)

// literal tells of a variable with a value of its own, where a check wants it taken
// from somewhere.
func literal(_ context.Context, s *scene) []i18n.Message {
	if s.pod == nil || s.Check == nil || s.Check.Object == "" {
		return nil
	}
	wanted := names(s.Check.Tree, func(node map[string]any) bool { return node["valueFrom"] != nil })
	for _, c := range s.pod.Spec.Containers {
		for _, v := range c.Env {
			if slices.Contains(wanted, v.Name) && v.ValueFrom == nil {
				return messages(i18n.Text("%s has the fixed value %q, and no valueFrom", v.Name, short(v.Value)))
			}
		}
	}
	return nil
}
