package step

import (
	"context"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// limit gives how long an operation may take.
func (s *Scope) limit(o *lab.Operation) limit.Time {
	own := o.Timeout.Duration
	switch {
	case o.Wait != nil:
		return s.Limits.Of(o.Wait.Timeout.Or(own), limit.Wait)
	case o.Delete != nil:
		return s.Limits.Of(own, limit.Wait)
	case o.Build != "" || o.Load != "":
		return s.Limits.AtLeast(own, limit.Build)
	}
	return s.Limits.Of(own, limit.Operation)
}

// bounded is an operation that ends at its limit.
type bounded struct {
	Operation
	limit limit.Time
}

func (b *bounded) Run(ctx context.Context) (lab.Output, error) {
	limited, cancel := limit.With(ctx, b.limit)
	defer cancel()
	out, err := b.Operation.Run(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = i18n.Errorf("%s: %w", line(b.Command()), ended(limited, err))
	}
	return out, err
}

// ended puts the limit before an error that does not name it.
func ended(limited context.Context, err error) error {
	over := context.Cause(limited)
	if strings.Contains(err.Error(), over.Error()) {
		return err
	}
	return i18n.Errorf("%w: %w", over, err)
}

// line is a command on one line, as far as it tells it from others.
func line(command string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(command), "\n")
	const longest = 120
	if runes := []rune(first); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	if rest != "" {
		return first + " …"
	}
	return first
}
