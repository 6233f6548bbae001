package step

import (
	"context"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// limit gives how long an operation may take.
func (s *Scope) limit(o lab.Operation) limit.Time {
	facts := o.Facts()
	own := o.Timeout.Or(facts.Timeout)
	if facts.Limit == limit.Build {
		return s.Limits.AtLeast(own, facts.Limit)
	}
	return s.Limits.Of(own, facts.Limit)
}

// Command is the line that a person would type for the operation.
func (o *Operation) Command() string { return o.action.Command() }

// Run carries the operation out; it ends at its limit.
func (o *Operation) Run(ctx context.Context) (lab.Output, error) {
	limited, cancel := limit.With(ctx, o.limit)
	defer cancel()
	out, err := o.action.Run(limited)
	if o.Expanded.Refused != "" {
		out, err = judgeRefusal(o.Expanded.Refused, out, err)
	}
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = i18n.Errorf("%s: %w", line(o.Command()), ended(limited, err))
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
