package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/testkit"
)

const fiveMinutes = 5 * time.Minute

// noted is a status that notes what it is told.
type noted struct {
	said []string
	put  []amount
}

type amount struct{ Done, Total int64 }

func (n *noted) Set(format string, args ...any) {
	n.said = append(n.said, fmt.Sprintf(format, args...))
}

func (n *noted) Track(text i18n.Message) func(done, total int64) {
	n.said = append(n.said, text.String())
	return func(done, total int64) { n.put = append(n.put, amount{done, total}) }
}

func (n *noted) saw(done int64) bool {
	return slices.ContainsFunc(n.put, func(a amount) bool { return a.Done == done })
}

// said is an attempt of an engine: lines that it writes, with a time in between, and
// how it ends.
type said struct {
	lines []string
	every time.Duration
	live  bool
	err   string
	hangs bool
}

// replies is an engine that says one after the other.
type replies struct {
	list []said
	asks int
}

func (r *replies) Watch(ctx context.Context, line func(string, bool) bool, args ...string) error {
	reply := r.list[min(r.asks, len(r.list)-1)]
	r.asks++
	for _, text := range reply.lines {
		line(text, reply.live)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(reply.every):
		}
	}
	if reply.hangs {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	if reply.err != "" {
		return engine.Failed(append([]string{"docker"}, args...), reply.err, errors.New("exit status 1"))
	}
	return nil
}

const tooMany = "Error response from daemon: toomanyrequests: You have reached your pull rate limit."

// pulled gives what is said of a pull, what it comes to, and how long it takes.
func pulled(t *testing.T, list ...said) (status *noted, asks int, took time.Duration, err error) {
	synctest.Test(t, func(t *testing.T) {
		engine, started := &replies{list: list}, time.Now()
		status = &noted{}
		err = (&Puller{Engine: engine, Status: status, Idle: fiveMinutes}).Pull(t.Context(), "node:v1")
		asks, took = engine.asks, time.Since(started)
	})
	return status, asks, took, err
}

func TestWhatMayPassIsTriedAgainAndTheWaitIsTold(t *testing.T) {
	status, asks, took, err := pulled(t, said{err: tooMany}, said{err: "received unexpected HTTP status: 503 Service Unavailable"}, said{})
	testkit.Must(t, err)
	testkit.Equal(t, []any{asks, took}, []any{3, 6 * time.Second})
	testkit.Equal(t, status.said, []string{
		"Pulling node:v1", "the registry returned 429 Too Many Requests; trying again in 2 s",
		"Pulling node:v1", "the registry returned 503 Service Unavailable; trying again in 4 s", "Pulling node:v1",
	})
}

func TestWhatDoesNotPassIsGivenUpWithTheReasonFirst(t *testing.T) {
	_, asks, took, err := pulled(t, said{err: tooMany})
	testkit.Equal(t, []any{asks, took}, []any{4, 14 * time.Second})
	testkit.Equal(t, testkit.Text(err), "the registry returned 429 Too Many Requests (4 attempts)\n"+
		"docker reports: toomanyrequests: You have reached your pull rate limit.")
}

func TestWhatStaysIsNotTriedAgain(t *testing.T) {
	for _, words := range []string{
		"filesystem layer verification failed for digest sha256:c7", "manifest for node:v1 not found: manifest unknown: manifest unknown",
		"Error response from daemon: pull access denied for node, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
		`Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host`, "who knows",
	} {
		_, asks, took, err := pulled(t, said{err: words})
		if err == nil || asks != 1 || took != 0 {
			t.Errorf("%q: %v after %d attempts and %s", words, err, asks, took)
		}
	}
}

// A registry that is not there is not waited for; one that was there before is.
func TestARegistryThatIsLostOnTheWayIsTriedAgain(t *testing.T) {
	const refused = "dial tcp 127.0.0.1:5000: connect: connection refused"
	layer := []string{"a1a1a1a1a1a1: Pulling fs layer"}
	for _, live := range []bool{true, false} {
		_, asks, _, err := pulled(t, said{err: refused, lines: layer, live: live}, said{})
		testkit.Must(t, err)
		testkit.Equal(t, asks, 2)
	}
	_, asks, _, err := pulled(t, said{err: refused})
	testkit.Equal(t, []any{asks, testkit.Text(err)}, []any{1, "cannot reach registry 127.0.0.1:5000: connection refused\ndocker reports: " + refused})
}

// A pull takes as long as it takes while something comes.
func TestOnlyAPullThatDoesNotMoveIsGivenUp(t *testing.T) {
	var slow []string
	for i := range 60 {
		slow = append(slow, fmt.Sprintf("a1a1a1a1a1a1: Downloading [=>  ]  %dkB/100kB", i))
	}
	_, asks, took, err := pulled(t, said{lines: slow, every: 4 * time.Minute, live: true})
	testkit.Must(t, err)
	testkit.Equal(t, []any{asks, took}, []any{1, 4 * time.Hour})

	same := slices.Repeat([]string{"a1a1a1a1a1a1: Downloading [=>  ]  5kB/100kB"}, 60)
	status, asks, took, err := pulled(t, said{lines: same, every: time.Minute, live: true}, said{hangs: true})
	testkit.Equal(t, testkit.Text(err), "the registry sent nothing for 5m0s (4 attempts)")
	testkit.Equal(t, []any{asks, took}, []any{4, 20*time.Minute + 14*time.Second})
	testkit.Equal(t, status.said[1], "the registry sent nothing for 5m0s; trying again in 2 s")
}

// Without a terminal no size shows, and a layer may take hours.
func TestWithoutSizesAPullHasNoLimit(t *testing.T) {
	_, asks, took, err := pulled(t, said{lines: []string{"a1a1a1a1a1a1: Pulling fs layer", "a1a1a1a1a1a1: Download complete"}, every: 4 * time.Hour})
	testkit.Must(t, err)
	testkit.Equal(t, []any{asks, took}, []any{1, 8 * time.Hour})
}

func TestAnInterruptedPullEndsAtOnce(t *testing.T) {
	for name, reply := range map[string]said{"while pulling": {hangs: true}, "while waiting": {err: tooMany}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				engine, started := &replies{list: []said{reply}}, time.Now()
				err := (&Puller{Engine: engine, Status: &noted{}, Idle: fiveMinutes}).Pull(ctx, "node:v1")
				testkit.Equal(t, []any{errors.Is(err, context.Canceled), time.Since(started), engine.asks}, []any{true, time.Second, 1})
			})
		})
	}
}
