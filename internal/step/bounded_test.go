package step_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/testkit"
)

func TestEveryOperationHasALimit(t *testing.T) {
	const minute = time.Minute
	for name, described := range map[string]lab.Operation{
		"exec": {Exec: &lab.Exec{Pod: "web", Command: []string{"sleep", "900"}}}, "http": {HTTP: &lab.HTTP{URL: "http://a/"}},
		"apply": {Apply: "pod.yaml"}, "wait": {Wait: &lab.Wait{Object: "pod/web"}}, "delete": {Delete: &lab.Delete{Object: "pod/web"}},
		"build": {Build: "toolbox"}, "load": {Load: "toolbox"},
	} {
		usual := map[string]time.Duration{"wait": minute, "delete": minute, "build": 20 * minute, "load": 20 * minute}[name]
		if usual == 0 {
			usual = 5 * minute
		}
		longer := max(usual, 2*minute)
		if usual < 20*minute {
			longer = 2 * minute
		}
		for _, test := range []struct {
			limits    limit.Limits
			own, want time.Duration
		}{
			{limit.Limits{}, 0, usual},
			{limit.Limits{Machine: &limit.Machine{Pace: 10}}, 0, 10 * usual},
			{limit.Limits{Timeout: 2 * minute}, 0, longer},
			{limit.Limits{Timeout: time.Hour}, 0, time.Hour},
			{limit.Limits{Timeout: time.Hour}, 3 * time.Second, 3 * time.Second},
			{limit.Limits{Timeout: time.Hour, Machine: &limit.Machine{Pace: 10}}, 3 * time.Second, 30 * time.Second},
		} {
			described.Timeout = lab.Duration{Duration: test.own}
			took, err := hang(t, described, test.limits)
			if took != test.want || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(testkit.Text(err), "timed out after") {
				t.Errorf("%s, %+v, own %s: after %s: %v", name, test.limits, test.own, took, err)
			}
		}
	}
}

// hang does an operation in a world that never answers.
func hang(t *testing.T, described lab.Operation, limits limit.Limits) (took time.Duration, err error) {
	s, world := scope(t)
	s.Limits = limits
	world.Answer = func(ctx context.Context, _ string) (lab.Output, error) {
		<-ctx.Done()
		return lab.Output{}, ctx.Err()
	}
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		_, err = operation(t, s, described).Run(t.Context())
		took = time.Since(started)
	})
	return took, err
}

func TestTheLimitOfAnOperationComesBeforeThatOfItsKind(t *testing.T) {
	wait := &lab.Wait{Object: "pod/web", Condition: "Ready", Timeout: duration("2m")}
	for own, want := range map[time.Duration]time.Duration{0: 2 * time.Minute, time.Second: time.Second} {
		took, _ := hang(t, lab.Operation{Wait: wait, Timeout: lab.Duration{Duration: own}}, limit.Limits{})
		testkit.Equal(t, took, want)
	}
}

func TestALimitNamesTheCommandAndThePace(t *testing.T) {
	described := lab.Operation{Exec: &lab.Exec{Pod: "web", Command: []string{"sh", "-c", "sleep 900\necho up"}}}
	_, err := hang(t, described, limit.Limits{Machine: &limit.Machine{Pace: 10}})
	testkit.Equal(t, testkit.Text(err), "kubectl exec web -- sh -c 'sleep 900 …: timed out after 50m0s (5m0s × 10: this machine is slow): context deadline exceeded")
}

func TestWorkThatHeedsNoContextIsLeftToItself(t *testing.T) {
	s, world := scope(t)
	synctest.Test(t, func(t *testing.T) {
		hung := make(chan struct{})
		world.Answer = func(context.Context, string) (lab.Output, error) {
			<-hung
			return lab.Output{}, nil
		}
		_, err := operation(t, s, lab.Operation{Load: "toolbox", Timeout: lab.Duration{Duration: time.Second}}).Run(t.Context())
		testkit.Equal(t, testkit.Text(err), "kind load docker-image localhost/toolbox:v1: timed out after 1s")
		hung <- struct{}{}
	})
}

// held gives a file name for a script to open, and what waits until nobody
// has it open any more.
func held(t *testing.T) (name string, released func()) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "pipe")
	testkit.Must(t, syscall.Mkfifo(name, 0o600))
	gone := make(chan error, 1)
	go func() {
		file, err := os.Open(name)
		if err == nil {
			defer file.Close()
			_, err = io.Copy(io.Discard, file)
		}
		gone <- err
	}()
	return name, func() {
		t.Helper()
		select {
		case err := <-gone:
			testkit.Must(t, err)
		case <-time.After(20 * time.Second):
			t.Error("what the script started goes on")
		}
	}
}

func TestAScriptEndsWithWhatItStarted(t *testing.T) {
	for name, script := range map[string]string{
		"that it waits for":     "echo up; sleep 900 3>%s & wait",
		"in a shell in between": "echo up; (sh -c 'sleep 900; true' 3>%s & wait)",
		"that ends it itself":   "echo up; trap '' TERM; sleep 900 3>%s",
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := scope(t)
			pipe, released := held(t)
			described := lab.Operation{Shell: fmt.Sprintf(script, pipe), Timeout: lab.Duration{Duration: 500 * time.Millisecond}}
			_, err := operation(t, s, described).Run(t.Context())
			released()
			if text := testkit.Text(err); !strings.Contains(text, "timed out after 500ms; last output: up") {
				t.Errorf("got %s", text)
			}
		})
	}
}

func TestAScriptThatLeavesItsOutputOpenIsAnError(t *testing.T) {
	s, _ := scope(t)
	pipe, released := held(t)
	_, err := operation(t, s, lab.Operation{Shell: "sleep 900 3>" + pipe + " & echo up"}).Run(t.Context())
	released()
	testkit.Equal(t, testkit.Text(err), "run \"sh\": it exited, but a program that it started in the background still writes to its output\n"+
		"hint: stop that program in the script, or redirect its output: COMMAND >/dev/null 2>&1 &")
}

func TestAKubectlWithoutAnAnswerHasNoExitCode(t *testing.T) {
	for said, unreached := range map[string]bool{
		"The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?": true,
		"Unable to connect to the server: dial tcp: i/o timeout":                                            true,
		`error: Get "https://a/api": the API server at https://a did not answer: it refuses connections`:    true,
		`Error from server (NotFound): pods "web" not found`:                                                false,
		"": false,
	} {
		s, _ := scope(t)
		s.Host.Labs = testkit.Program(t, "labs", "echo '"+said+"' >&2; exit 1")
		_, err := operation(t, s, lab.Operation{Kubectl: []string{"get", "pods"}}).Run(t.Context())
		testkit.Equal(t, errors.As(err, new(*step.UnreachedError)), unreached)
	}
}
