package limit

import (
	"context"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
)

// OverError says that something was not done within its limit.
type OverError struct{ Limit Time }

func (e *OverError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *OverError) Localized() i18n.Message { return i18n.Text("timed out after %v", e.Limit) }

// Unwrap says what it is to the context.
func (e *OverError) Unwrap() error { return context.DeadlineExceeded }

// lastLines is how many lines show what a command did last.
const lastLines = 3

// Ended is the error of a command that was ended by its context: the context's
// cause, and what it printed last.
func Ended(ctx context.Context, stdout, stderr *Buffer) error {
	cause := context.Cause(ctx)
	for _, stream := range []*Buffer{stderr, stdout} {
		lines := strings.Split(strings.TrimSpace(stream.End()), "\n")
		if last := strings.Join(lines[max(0, len(lines)-lastLines):], "\n"); last != "" {
			return i18n.Errorf("%w; last output: %s", cause, strings.ToValidUTF8(last, "�"))
		}
	}
	return i18n.Errorf("%w; no output", cause)
}

// Within does work that may not end with its context, and leaves it to itself
// then.
func Within[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	var late <-chan time.Time
	over := ctx.Done()
	for {
		select {
		case r := <-done:
			return r.value, r.err
		case <-over:
			over, late = nil, time.After(Grace)
		case <-late:
			var none T
			return none, context.Cause(ctx)
		}
	}
}
