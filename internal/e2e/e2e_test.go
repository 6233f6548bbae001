//go:build e2e

// Package e2e drives the built program against a real cluster.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// clusterName is the cluster that the scripts share; "make test" makes it.
const clusterName = "labs-test"

func TestMain(m *testing.M) {
	bin, err := filepath.Abs("../../bin")
	if err == nil {
		err = os.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	if err == nil {
		err = run("labs", "up", "--name", clusterName)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := run("labs", "down", "--name", clusterName); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(name string, args ...string) error {
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}

// TestScripts runs the scripts one after the other: they share the cluster,
// and labs lets one process at a time work on it.
func TestScripts(t *testing.T) {
	testscript.RunT(sequential{t}, testscript.Params{
		Dir:   "testdata",
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"listen":    listen,
			"interrupt": interrupt,
			"course":    course,
		},
	})
}

// sequential keeps scripts from running in parallel.
type sequential struct{ *testing.T }

func (s sequential) Parallel() {}

func (s sequential) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(sequential{t}) })
}

func (s sequential) Verbose() bool { return testing.Verbose() }

func setup(env *testscript.Env) error {
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		state = filepath.Join(home, ".local", "state")
	}
	env.Setenv("XDG_STATE_HOME", state)
	env.Setenv("LABS_NAME", clusterName)
	env.Setenv("NODE", clusterName+"-control-plane")
	env.Setenv("DOCKER_CONFIG", filepath.Join(env.WorkDir, ".docker"))
	return nil
}
