package runner_test

import (
	"context"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestTheChecksOfAStepShareADeadline(t *testing.T) {
	for name, test := range map[string]struct {
		checks string
		want   time.Duration
	}{
		"one":                {"{line: a}", 10 * time.Second},
		"the others a try":   {"{line: a}, {line: b}, {line: c}", 10 * time.Second},
		"a limit of its own": {"{line: a, timeout: 1m}, {line: b, timeout: 3s}", time.Minute},
		"of live objects":    {"{object: pod/a, line: a}, {object: pod/b, line: b}", 10 * time.Second},
		"one that holds":     {"{match: x}", 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, "steps: [{name: read, operations: [exec: {pod: web, command: [env]}], checks: ["+test.checks+"]}]", map[string]string{"exec": "x=1"})
			took, _ := s.take(t, demonstrate)
			testkit.Equal(t, took, test.want)
		})
	}
}

func TestACheckOfALiveObjectHoldsAsSoonAsTheObjectDoes(t *testing.T) {
	s := set(t, "steps: [{name: watch, checks: [{object: pod/web, tree: {x: 3}}]}]", nil)
	s.on("watch", counted(`{"x": %d}`))
	took, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, took, 2*time.Second)
}

func TestADeadlineIsReportedAsWhatWasSeenLast(t *testing.T) {
	const source = "steps: [{name: read, checks: [{exec: {pod: web, command: [env]}, equals: b}]}]"
	const operation = "steps: [{name: read, operations: [exec: {pod: web, command: [env]}], checks: [{equals: b}]}]"
	for name, test := range map[string]struct{ lab, want string }{
		"source of its own": {source, `expected line 1 to be "b", got "a"`},
		"last operation":    {operation, `expected line 1 to be "b", got "a"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, test.lab, nil)
			asked := 0
			s.on("exec", func(ctx context.Context) (lab.Output, error) {
				if asked++; asked == 1 {
					return lab.Output{Text: "a"}, nil
				}
				<-ctx.Done() // hangs from then on
				return lab.Output{}, ctx.Err()
			})
			_, err := s.take(t, demonstrate)
			testkit.Equal(t, testkit.Text(err), `lab "one", step "read": `+test.want)
		})
	}
}

func TestASourceMayFailBeforeItAnswers(t *testing.T) {
	s := set(t, "steps: [{name: read, checks: [{exec: {pod: web, command: [env]}, equals: b}]}]", nil)
	asked := 0
	s.on("exec", func(ctx context.Context) (lab.Output, error) {
		if asked++; asked < 3 {
			return fails(ctx)
		}
		return lab.Output{Text: "b"}, nil
	})
	_, err := s.take(t, demonstrate)
	testkit.Must(t, err)
}

func TestALookThatBeganInTimeMayEndLater(t *testing.T) {
	s := set(t, "steps: [{name: read, checks: [{exec: {pod: web, command: [env]}, equals: b, timeout: 10s}]}]", nil)
	asked := 0
	s.on("exec", func(ctx context.Context) (lab.Output, error) {
		select {
		case <-ctx.Done():
			return lab.Output{}, ctx.Err()
		case <-time.After(6 * time.Second):
		}
		if asked++; asked < 2 {
			return lab.Output{Text: "a"}, nil
		}
		return lab.Output{Text: "b"}, nil
	})
	_, err := s.take(t, demonstrate)
	testkit.Must(t, err)
}
