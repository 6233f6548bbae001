// Package scripted is the command "terminal" for test scripts.
package scripted

import (
	"flag"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// Terminal is the command
//
//	terminal [-cols N] [-rows N] [-limit DURATION] [-golden FILE] [-colour] SCRIPT PROGRAM ARGS...
//
// It runs a program in a terminal as the file SCRIPT says (terminal.Player).
// The transcript is its output, and is held against testdata/terminal/FILE with
// what differs from run to run named, and with its colours if they are asked for.
func Terminal(ts *testscript.TestScript, neg bool, args []string) {
	var o terminal.Options
	flags := flag.NewFlagSet("terminal", flag.ContinueOnError)
	flags.SetOutput(ts.Stderr())
	flags.IntVar(&o.Columns, "cols", 80, "columns")
	flags.IntVar(&o.Rows, "rows", 24, "rows")
	limit := flags.Duration("limit", 3*time.Minute, "the longest wait for one thing")
	golden := flags.String("golden", "", "the file of testdata/terminal that has the transcript")
	colour := flags.Bool("colour", false, "the file has the colours too")
	if err := flags.Parse(args); err != nil || neg || flags.NArg() < 2 {
		ts.Fatalf("usage: terminal [-cols N] [-rows N] [-limit DURATION] [-golden FILE] [-colour] SCRIPT PROGRAM ARGS...")
	}
	o.Dir, o.Env = ts.MkAbs("."), Environment(ts)
	t, err := terminal.Start(o, flags.Arg(1), flags.Args()[2:]...)
	ts.Check(err)
	defer t.Close()
	player := &terminal.Player{Terminal: t, Limit: *limit, Dir: o.Dir, Env: o.Env}
	ts.Check(player.Play(ts.ReadFile(flags.Arg(0))))
	transcript := t.Transcript()
	if *colour {
		transcript = t.Colours()
	}
	_, _ = ts.Stdout().Write([]byte(transcript))
	if *golden != "" {
		ts.Check(testkit.Compare("terminal/"+*golden, terminal.Normal(transcript, folders(ts)...)))
	}
}

// Environment is the script's, which has no other way to be asked for it.
func Environment(ts *testscript.TestScript) []string {
	const file = ".environment"
	ts.Check(ts.Exec("sh", "-c", "env -0 > "+file))
	variables := ts.ReadFile(file)
	ts.Check(os.Remove(ts.MkAbs(file)))
	return strings.Split(strings.TrimRight(variables, "\x00"), "\x00")
}

// folders names those of the script; the longest come first, which may lie in the others.
func folders(ts *testscript.TestScript) (pairs []string) {
	for _, name := range []string{"XDG_STATE_HOME", "WORK", "REPOSITORY", "HOME"} {
		if folder := ts.Getenv(name); len(folder) > 1 {
			pairs = append(pairs, folder, "$"+name)
		}
	}
	return pairs
}
