// Command learner measures what a learner feels: how soon a key is answered,
// how soon "labs watch" tells of a change, what it takes at rest, and what
// "labs check" takes beyond the API server. It ends with 1 where a bar is
// missed.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/testkit/terminal"
)

// The bars.
const (
	keyBar   = 50 * time.Millisecond
	watchBar = 300 * time.Millisecond
	checkBar = 150 * time.Millisecond
	restBar  = 1.0 // percent of a core
)

const (
	course    = "scripts/bench/course"
	namespace = "bench-watch"
	limit     = time.Minute
	// quiet is after when a watch looks ever less often, and rest how long it is measured then.
	quiet, rest = 20 * time.Second, time.Minute
)

func main() {
	kubeconfig := filepath.Join(os.Getenv("LABS_STATE"), "kubeconfig")
	client, err := kube.New(kubeconfig)
	if err == nil {
		err = measure(client)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(client *kube.Client) error {
	keys, err := pressed(20)
	if err != nil {
		return err
	}
	watches, err := repeated(5, func() (time.Duration, error) { return noticed(client) })
	if err != nil {
		return err
	}
	checks, err := repeated(5, func() (time.Duration, error) { return checked(client) })
	if err != nil {
		return err
	}
	percent, err := resting()
	if err != nil {
		return err
	}
	ok := show("key press to first character", keys, keyBar)
	ok = show("change in the cluster to \"passed\" in labs watch", watches, watchBar) && ok
	ok = show("labs check of a passed step beyond the API server", checks, checkBar) && ok
	fmt.Printf("   %.2f %% of a core: labs watch at rest for %s; at most %.0f %%\n", percent, rest, restBar)
	if !ok || percent > restBar {
		return fmt.Errorf("a bar is MISSED")
	}
	return nil
}

// repeated gives how long something took, each time.
func repeated(times int, once func() (time.Duration, error)) (took []time.Duration, err error) {
	took = make([]time.Duration, times)
	for i := 0; i < times && err == nil; i++ {
		took[i], err = once()
	}
	return took, err
}

func show(what string, times []time.Duration, bar time.Duration) bool {
	slices.Sort(times)
	median := times[len(times)/2]
	fmt.Printf("   %s (%s to %s): %s; at most %s\n", round(median), round(times[0]), round(times[len(times)-1]), what, bar)
	return median <= bar
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

func labs(args ...string) error {
	output, err := exec.Command("labs", append(args, "--dir", course)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("labs %s: %w\n%s", strings.Join(args, " "), err, output)
	}
	return nil
}

// watch starts "labs watch" at the first step; stamps takes the time of each output.
func watch(stamps chan time.Time) (*terminal.Terminal, error) {
	if err := labs("reset", namespace, "--yes"); err != nil {
		return nil, err
	}
	t, err := terminal.Start(terminal.Options{Watch: func(terminal.Screen) {
		select {
		case stamps <- time.Now():
		default:
		}
	}}, "labs", "watch", "--dir", course)
	if err != nil {
		return nil, err
	}
	return t, t.Expect("quit", limit)
}

func pressed(times int) ([]time.Duration, error) {
	stamps := make(chan time.Time, 1)
	t, err := watch(stamps)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	return repeated(times, func() (time.Duration, error) {
		for len(stamps) > 0 {
			<-stamps
		}
		started := time.Now()
		if err := t.Type("h"); err != nil {
			return 0, err
		}
		return (<-stamps).Sub(started), t.Expect("quit", limit)
	})
}

// made is the object that the step of the course asks for.
const made = "{apiVersion: v1, kind: ConfigMap, metadata: {name: made}, data: {state: done}}"

func noticed(client *kube.Client) (time.Duration, error) {
	t, err := watch(make(chan time.Time, 1))
	if err != nil {
		return 0, err
	}
	defer t.Close()
	if _, err := client.Apply(context.Background(), namespace, []byte(made)); err != nil {
		return 0, err
	}
	started := time.Now()
	err = t.Expect("Step make passed", limit)
	return time.Since(started), err
}

// checked times "labs check" on a step whose checks hold, less the time that
// the API server takes for the same answer.
func checked(client *kube.Client) (time.Duration, error) {
	if err := labs("reset", namespace, "--yes"); err != nil {
		return 0, err
	}
	if err := labs("check"); err == nil {
		return 0, fmt.Errorf("labs check passed what is not done")
	}
	if _, err := client.Apply(context.Background(), namespace, []byte(made)); err != nil {
		return 0, err
	}
	started := time.Now()
	if _, err := client.Get(context.Background(), kube.Object{Reference: "configmap/made", Namespace: namespace}); err != nil {
		return 0, err
	}
	answered := time.Now()
	err := labs("check")
	return time.Since(answered) - answered.Sub(started), err
}

// resting gives the percentage of a core that "labs watch" takes.
func resting() (float64, error) {
	t, err := watch(make(chan time.Time, 1))
	if err != nil {
		return 0, err
	}
	defer t.Close()
	time.Sleep(quiet)
	before, err := ticks(t.PID())
	if err != nil {
		return 0, err
	}
	time.Sleep(rest)
	after, err := ticks(t.PID())
	return float64(after-before) / rest.Seconds(), err // a tick is a hundredth of a second
}

// ticks gives the processor time of a process, user and system (proc(5)).
func ticks(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return user + system, err
}
