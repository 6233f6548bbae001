package runner

import (
	"context"
	"slices"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/i18n"
)

// Diagnoser says why a check or an operation failed.
type Diagnoser interface {
	Explain(ctx context.Context, f diagnose.Failure) []i18n.Message
}

// explain gives the causes of a failure; none without a Diagnoser.
func (s *Session) explain(ctx context.Context, f diagnose.Failure) []i18n.Message {
	if s.diagnoser == nil || f.Err == nil || ctx.Err() != nil {
		return nil
	}
	f.Lab, f.Namespace = s.Lab.Metadata.Name, s.Values["namespace"]
	return s.diagnoser.Explain(ctx, f)
}

// reported keeps causes from being reported again for every check that they fail.
type reported struct{ texts []string }

func (n *reported) of(causes []i18n.Message) []i18n.Message {
	fresh := slices.DeleteFunc(slices.Clone(causes), func(cause i18n.Message) bool {
		return slices.Contains(n.texts, cause.String())
	})
	for _, cause := range fresh {
		n.texts = append(n.texts, cause.String())
	}
	if len(fresh) == 0 && len(causes) > 0 {
		return []i18n.Message{i18n.Text("same cause as an earlier failure")}
	}
	return fresh
}
