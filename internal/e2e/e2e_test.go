//go:build e2e

// Package e2e drives the built program against a real cluster.
package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/testkit/terminal/scripted"
)

// clusterName is the cluster that the scripts share; "make test" makes it.
const clusterName = "labs-test"

// cacheVariable names the folder that is the cache of all scripts, and of nothing
// else: Go's cache would move with the variable that labs reads.
const cacheVariable = "LABS_E2E_CACHE"

func TestMain(m *testing.M) {
	cache, err := os.MkdirTemp("", "labs-e2e-cache-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = os.Setenv(cacheVariable, cache)
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
	_ = os.RemoveAll(cache)
	if err := down(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// down removes the shared cluster and demands that nothing of it is left.
func down() error {
	dir := filepath.Join(stateHome(), "labs", clusterName)
	record, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	if err != nil {
		return err
	}
	if err := run("labs", "down", "--all", "--yes", "--name", clusterName); err != nil {
		return err
	}
	if _, err := os.Stat(dir); err == nil {
		return fmt.Errorf("labs down left %s", dir)
	}
	if exec.Command("docker", "container", "inspect", clusterName+"-control-plane").Run() == nil {
		return errors.New("labs down left its container")
	}
	if strings.Contains(string(record), `"network"`) && exec.Command("docker", "network", "inspect", "kind").Run() == nil {
		return errors.New("labs down left the network that came with its cluster")
	}
	return nil
}

func run(name string, args ...string) error {
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}

// TestScripts runs the scripts of the shared cluster one after the other: labs
// lets one process at a time work on it.
func TestScripts(t *testing.T) { scripts(t, "testdata") }

// TestClusters runs the scripts that make clusters of their own, while those of
// the shared one wait for theirs.
func TestClusters(t *testing.T) { scripts(t, "testdata/clusters") }

func scripts(t *testing.T, dir string) {
	t.Parallel()
	testscript.RunT(sequential{t}, testscript.Params{
		Dir:   dir,
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"listen":    listen,
			"interrupt": interrupt,
			"course":    course,
			"events":    events,
			"fill":      fill,
			"killed":    killed,
			"occupy":    occupy,
			"newcomer":  newcomer,
			"step":      step,
			"terminal":  scripted.Terminal,
		},
	})
}

// sequential keeps the scripts of a folder from running in parallel.
type sequential struct{ *testing.T }

func (s sequential) Parallel() {}

func (s sequential) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(sequential{t}) })
}

func (s sequential) Verbose() bool { return testing.Verbose() }

// stateHome is where labs keeps its state, by the XDG base directory rules.
func stateHome() string {
	if state := os.Getenv("XDG_STATE_HOME"); state != "" {
		return state
	}
	return filepath.Join(os.Getenv("HOME"), ".local", "state")
}

func setup(env *testscript.Env) error {
	env.Setenv("XDG_STATE_HOME", stateHome())
	env.Setenv("XDG_CACHE_HOME", os.Getenv(cacheVariable)) // snapshots serve all scripts
	// The Go caches are the machine's, so that a build is a build of minutes once.
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS", "GOPROXY"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			return err
		}
		env.Setenv(name, strings.TrimSpace(string(value)))
	}
	env.Setenv("LABS_NAME", clusterName)
	repository, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	env.Setenv("REPOSITORY", repository)
	env.Setenv("NODE", clusterName+"-control-plane")
	env.Setenv("DOCKER_CONFIG", filepath.Join(env.WorkDir, ".docker"))
	return nil
}
