package app_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/app"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/interrupt"
	"labs.local/labs/internal/term"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"labs": main, "kubectl": main, "k": main})
}

// stamp is what the linker writes into the program that is built.
var stamp = command.Version{Labs: "test", Commit: "0123abc", Date: "2026-01-02T03:04:05Z", NodeImage: "labs-node:test"}

// main is the program's, with a version of its own.
func main() {
	ctx, stop := interrupt.Notify(os.Interrupt, syscall.SIGTERM)
	defer stop()
	streams := term.System(os.Getenv)
	err := app.Run(ctx, streams, os.Getenv, stamp, os.Args)
	app.PrintError(streams, err)
	os.Exit(app.ExitCode(err))
}

// TestScripts runs the real command line where no engine and no cluster is.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/cache")
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"lock": lock, "exits": exits},
	})
}

// lock holds a file's lock until the script ends, as another labs would.
func lock(ts *testscript.TestScript, _ bool, args []string) {
	held := flock.New(ts.MkAbs(args[0]))
	locked, err := held.TryLock()
	ts.Check(err)
	if !locked {
		ts.Fatalf("%s is locked already", args[0])
	}
	ts.Defer(func() { _ = held.Unlock() })
}

// exits CODE PROGRAM ARGS... demands an exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	script := `"$@"; got=$?; [ $got = "$0" ] || { echo "exit code $got, want $0" >&2; exit 99; }`
	ts.Check(ts.Exec("sh", append([]string{"-c", script}, args...)...))
}
