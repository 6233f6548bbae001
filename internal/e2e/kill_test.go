//go:build e2e

package e2e

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// killed TIMES SECONDS PROGRAM ARGS... runs a program again and again, and each
// time kills it (SIGKILL) at a random moment before so many seconds are over,
// unless it ends by itself, which it must not do with an error. What it started
// lives on, as it would.
func killed(ts *testscript.TestScript, _ bool, args []string) {
	times, err := strconv.Atoi(args[0])
	ts.Check(err)
	limit, err := strconv.ParseFloat(args[1], 64)
	ts.Check(err)
	program, err := exec.LookPath(args[2])
	ts.Check(err)
	for range times {
		delay := time.Duration(rand.Float64() * limit * float64(time.Second))
		ts.Logf("%v after %v: %s", args[2:], delay, kill(ts, delay, program, args[3:]))
	}
}

// kill says how a program ended that was to be killed after a time.
func kill(ts *testscript.TestScript, delay time.Duration, program string, args []string) string {
	command := exec.Command(program, args...)
	command.Dir = ts.MkAbs(".")
	command.Env = environment(ts)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	ts.Check(command.Start())
	timer := time.AfterFunc(delay, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	err := command.Wait()
	if err != nil && command.ProcessState.Exited() {
		ts.Fatalf("it did not understand what the one before had left: %v\n%s", err, &output)
	}
	if err != nil {
		return err.Error()
	}
	return "it was done before"
}

// environment is that of the script.
func environment(ts *testscript.TestScript) (all []string) {
	for _, name := range []string{"HOME", "PATH", "TMPDIR", "LABS_NAME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "DOCKER_CONFIG"} {
		all = append(all, name+"="+ts.Getenv(name))
	}
	return all
}
