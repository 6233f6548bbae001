package schedule_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/schedule"
	"labs.local/labs/internal/testkit"
)

// TestWhoRunsWhen lets labs come one after the other, each of which takes a
// second, and notes in which second each begins.
func TestWhoRunsWhen(t *testing.T) {
	named := func(names ...string) schedule.Requirements { return schedule.Requirements{Names: names} }
	cpu := func(milli int64) schedule.Requirements {
		return schedule.Requirements{Requests: schedule.Resources{"cpu": milli}}
	}
	for name, test := range map[string]struct {
		labs []schedule.Requirements
		want string
	}{
		"as many as there are places":     {[]schedule.Requirements{{}, {}, {}, {}}, "0001"},
		"names are not shared":            {[]schedule.Requirements{named("a"), named("a"), named("b"), named("a")}, "0102"},
		"several names":                   {[]schedule.Requirements{named("a"), named("a", "b"), named("b"), {}}, "0120"},
		"one alone":                       {[]schedule.Requirements{{}, {Alone: true}, {}, {}}, "0122"},
		"what the nodes have":             {[]schedule.Requirements{cpu(1200), cpu(1200), cpu(500), cpu(200)}, "0111"},
		"one that no node has room for":   {[]schedule.Requirements{cpu(9000), cpu(100), {}}, "011"},
		"a resource that nobody measured": {[]schedule.Requirements{{Requests: schedule.Resources{"gpu": 9}}, cpu(100)}, "00"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := schedule.NewQueue(3, []corev1.ResourceList{node("2")})
				began, start := make([]string, len(test.labs)), time.Now()
				for i, d := range test.labs {
					go func() {
						leave, err := q.Enter(t.Context(), d)
						if err == nil {
							began[i] = time.Since(start).String()[:1]
							time.Sleep(time.Second)
							leave()
							leave() // a second time does nothing
						}
					}()
					synctest.Wait() // in this order
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				testkit.Equal(t, strings.Join(began, ""), test.want)
			})
		})
	}
}

func TestWhoGivesUpMakesRoom(t *testing.T) {
	q := schedule.NewQueue(2, nil)
	_, err := q.Enter(t.Context(), schedule.Requirements{})
	testkit.Must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = q.Enter(ctx, schedule.Requirements{Alone: true}); err == nil {
		t.Error("it entered")
	}
	_, err = q.Enter(t.Context(), schedule.Requirements{})
	testkit.Must(t, err)
}
