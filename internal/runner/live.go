package runner

import (
	"cmp"
	"context"
	"encoding/json"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// live asks the cluster what a check wants to know of more than one object.
type live struct {
	*Session
	check *lab.Check
}

// Run gives a list of objects as JSON, or whether something is allowed.
func (l *live) Run(ctx context.Context) (lab.Output, error) {
	namespace := cmp.Or(l.check.Namespace, l.Values["namespace"])
	if c := l.check.Can; c != nil {
		allowed, reason, err := l.runner.Cluster.Can(ctx, namespace, c)
		if err != nil {
			return lab.Output{}, i18n.Errorf("ask what %s can do: %w", c.As, err)
		}
		out := lab.Output{Text: "no", Stderr: reason}
		if allowed {
			out.Text = check.Allowed
		}
		return out, nil
	}
	items, err := l.runner.Cluster.Select(ctx, namespace, l.check.Objects)
	if err != nil {
		return lab.Output{}, err
	}
	text, err := json.Marshal(map[string]any{"items": items})
	return lab.Output{Text: string(text)}, err
}
