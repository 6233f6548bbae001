package limit

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"labs.local/labs/internal/i18n"
)

// Span is a limit that has begun, as a context that ends when it is over, with an
// *OverError as its cause. When it is about to be over, the machine is asked how
// slow it is: it may have become so meanwhile, and the limit is longer then. nil is
// one that is over.
//
// It has no deadline, since it does not know when it will be over.
type Span struct {
	context.Context
	done chan struct{}

	began time.Time

	mu    sync.Mutex
	limit Time
}

// NewSpan begins a limit.
func NewSpan(ctx context.Context, t Time) (*Span, context.CancelFunc) {
	ctx, end := context.WithCancelCause(ctx)
	s := &Span{Context: ctx, done: make(chan struct{}), began: time.Now(), limit: t}
	go s.run(end)
	return s, func() { end(context.Canceled) }
}

// With is NewSpan where nobody asks how much is left.
func With(ctx context.Context, t Time) (context.Context, context.CancelFunc) {
	if !t.asks() {
		return context.WithTimeoutCause(ctx, t.Duration, &OverError{t})
	}
	return NewSpan(ctx, t)
}

// A machine that became slow gets the limit in pieces, each as long as the limit was at
// first: it may be slow for a while only. A piece on a machine that is slower by a factor
// counts as much less; the slower of two looks at it counts for what is between them. What
// is left at the end, and is not worth half a piece, is not waited for.
func (s *Span) run(end context.CancelCauseFunc) {
	defer close(s.done)
	t := s.limit
	piece, left := t.Duration, t.Duration
	began, before := s.began, Pace(1)
	for {
		over := s.began.Add(t.Duration)
		shown := t.shown(s.Context, over)
		if !Pause(s.Context, time.Until(over)) {
			return
		}
		now := time.Now()
		left -= time.Duration(Pace(now.Sub(began)) / max(before, shown))
		rest := shown.Of(left)
		if rest <= piece/2 {
			end(&OverError{t})
			return
		}
		began, before = now, shown
		t = t.until(now.Sub(s.began) + min(piece, rest))
		s.mu.Lock()
		s.limit = t
		s.mu.Unlock()
	}
}

// Done is closed when the limit, or the context that it was begun in, is over.
func (s *Span) Done() <-chan struct{} { return s.done }

// Err is context.DeadlineExceeded when the limit is over, and before that nil or
// the error of the context that it was begun in.
func (s *Span) Err() error {
	if !s.ended() {
		return nil
	}
	if errors.As(context.Cause(s.Context), new(*OverError)) {
		return context.DeadlineExceeded
	}
	return s.Context.Err()
}

func (s *Span) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// Over says whether it is. While the machine is asked, it is not known yet.
func (s *Span) Over() bool {
	return s == nil || s.ended() || !s.Limit().asks() && s.left() <= 0
}

// Rest is how much is left of it, as far as is known now.
func (s *Span) Rest() time.Duration {
	if s.Over() {
		return 0
	}
	return s.left()
}

func (s *Span) left() time.Duration { return time.Until(s.began.Add(s.Limit().Duration)) }

// Limit is what has begun, as long as it has become.
func (s *Span) Limit() Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limit
}

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
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(Grace):
		var none T
		return none, context.Cause(ctx)
	}
}
