package runner_test

import (
	"context"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// slower makes the API server ten times slower than usual until then.
func (s *stage) slower(until func() time.Duration) {
	s.Limits = limit.Limits{Machine: &limit.Machine{Probe: func(ctx context.Context) error {
		select {
		case <-ctx.Done():
		case <-time.After(min(time.Second, until())):
		}
		return ctx.Err()
	}}}
}

// What a check waits for comes 40 s later than its step began, where its limit is 5 s.
func TestACheckOnAMachineThatBecomesSlowHasLonger(t *testing.T) {
	const limited = "timeout: 5s"
	const old = `lab "one", step "see": expected output.is to be "new", got "old"`
	for name, test := range map[string]struct {
		slow time.Duration
		want string
		took time.Duration
	}{
		"fast":             {0, old, 5 * time.Second},
		"slow":             {time.Hour, "", 40 * time.Second},
		"slow for a while": {7 * time.Second, old, 15 * time.Second},
	} {
		for kind, checks := range map[string]string{
			"a command":     "{exec: {pod: web, command: [cat]}, tree: {is: new}, " + limited + "}",
			"a live object": "{object: pod/web, tree: {is: new}, " + limited + "}",
		} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				s := set(t, "steps: [{name: see, checks: ["+checks+"]}]", nil)
				began := time.Time{}
				since := func() time.Duration {
					if began.IsZero() {
						began = time.Now()
					}
					return time.Since(began)
				}
				s.slower(func() time.Duration { return max(0, test.slow-since()) })
				answer := func(ctx context.Context) (lab.Output, error) {
					if since() < 40*time.Second {
						return lab.Output{Text: `{"is": "old"}`}, ctx.Err()
					}
					return lab.Output{Text: `{"is": "new"}`}, nil
				}
				s.on("exec", answer)
				s.on("watch", answer)
				took, err := s.take(t, demonstrate)
				testkit.Equal(t, testkit.Text(err), test.want)
				testkit.Equal(t, took.Round(5*time.Second), test.took)
			})
		}
	}
}
