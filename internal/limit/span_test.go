package limit_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// machine answers a probe after as long as took says.
func machine(took func() time.Duration) *limit.Machine {
	return &limit.Machine{Pace: 2, Probe: func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(took()):
			return nil
		}
	}}
}

// It is over when the last answer is there.
func TestALimitThatIsAboutToBeOverAsksTheMachine(t *testing.T) {
	began := time.Time{}
	for name, test := range map[string]struct {
		took func() time.Duration
		want time.Duration
		says string
	}{
		"as fast as at its start": {func() time.Duration { return 0 }, 20 * time.Second, "timed out after 20s (10s × 2: this machine is slow)"},
		"a little slower":         {func() time.Duration { return 240 * time.Millisecond }, 20*time.Second + 300*time.Millisecond, "timed out after 20s (10s × 2: this machine is slow)"},
		"slower":                  {func() time.Duration { return time.Second }, 100*time.Second + 1500*time.Millisecond, "timed out after 1m40s (10s × 10: this machine is slow)"},
		"slower and slower": {func() time.Duration { return min(2500*time.Millisecond, time.Since(began)/40) },
			114150 * time.Millisecond, "timed out after 1m48s (10s × 11: this machine is slow)"},
		"slow for a while": {func() time.Duration { return max(0, min(time.Second, 30*time.Second-time.Since(began))) },
			53200 * time.Millisecond, "timed out after 53s (10s × 5.3: this machine is slow)"},
		"as slow as may be": {func() time.Duration { return 7 * time.Second }, 592500 * time.Millisecond, "timed out after 9m33s (10s × 57: this machine is slow)"},
		"away":              {func() time.Duration { return time.Hour }, 17900*time.Millisecond + limit.Attempt, "timed out after 20s (10s × 2: this machine is slow)"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began = time.Now()
				ctx, cancel := limit.With(t.Context(), machine(test.took).Time(10*time.Second))
				defer cancel()
				within, release := context.WithCancel(ctx)
				defer release()
				<-within.Done()
				testkit.Equal(t, time.Since(began).Round(50*time.Millisecond), test.want)
				testkit.Equal(t, testkit.Text(context.Cause(within)), test.says)
				testkit.Equal(t, []bool{ctx.Err() == context.DeadlineExceeded, within.Err() == context.DeadlineExceeded}, []bool{true, true})
			})
		})
	}
}

func TestASpanKnowsHowMuchIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		span, cancel := limit.NewSpan(t.Context(), machine(func() time.Duration { return time.Second }).Time(time.Second))
		defer cancel()
		time.Sleep(time.Second)
		testkit.Equal(t, []any{span.Rest(), span.Err(), span.Over()}, []any{time.Second, nil, false})
		time.Sleep(5 * time.Second)
		testkit.Equal(t, []any{span.Rest(), span.Limit().Duration, span.Over()}, []any{900 * time.Millisecond, 6900 * time.Millisecond, false})
		cancel()
		synctest.Wait()
		testkit.Equal(t, []any{span.Rest(), testkit.Text(span.Err()), span.Over()}, []any{time.Duration(0), "context canceled", true})
	})
	testkit.Equal(t, (*limit.Span)(nil).Over(), true)
	testkit.Equal(t, (*limit.Span)(nil).Rest(), time.Duration(0))
}

func TestASpanEndsAsWhatItWasBegunInDoes(t *testing.T) {
	for name, over := range map[string]func(context.Context) (context.Context, func()){
		"interrupted": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, func() {}
		},
		"over": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := limit.With(ctx, machine(func() time.Duration { return 0 }).Time(time.Second))
			return ctx, cancel
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, release := over(t.Context())
			defer release()
			span, cancel := limit.NewSpan(ctx, limit.Time{Duration: time.Hour})
			defer cancel()
			<-span.Done()
			testkit.Equal(t, []string{testkit.Text(span.Err()), testkit.Text(context.Cause(span))}, []string{testkit.Text(ctx.Err()), testkit.Text(context.Cause(ctx))})
			testkit.Equal(t, errors.Is(span.Err(), context.DeadlineExceeded), name == "over")
		})
	}
}

func TestWhatTheUserSetsIsTakenAsGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		limits := limit.Limits{Timeout: time.Second, Machine: machine(func() time.Duration { return time.Second })}
		span, cancel := limit.NewSpan(t.Context(), limits.Of(0, time.Minute))
		defer cancel()
		<-span.Done()
		testkit.Equal(t, time.Since(began), time.Second)
		testkit.Equal(t, testkit.Text(context.Cause(span)), "timed out after 1s")
	})
}

func TestALimitMayBeLongerThanUsual(t *testing.T) {
	slow := (&limit.Machine{Pace: 3}).Time(10 * time.Second)
	testkit.Equal(t, slow.OrLonger(20*time.Second).String(), slow.String())
	longer := slow.OrLonger(time.Minute)
	testkit.Equal(t, []any{longer.Duration, longer.Usual()}, []any{time.Minute, 20 * time.Second})
	testkit.Equal(t, (*limit.Machine)(nil).Time(time.Second).OrLonger(time.Minute).String(), "1m0s")
}
