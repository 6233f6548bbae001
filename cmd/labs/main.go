// Command labs runs Kubernetes lessons.
package main

import (
	"context"
	"os"
	"syscall"
	"time"

	"labs.local/labs/internal/app"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/interrupt"
	"labs.local/labs/internal/term"
)

// Set by the linker, as scripts/stamp.sh says.
var (
	version                 = command.Devel
	commit, date, nodeImage string
)

// lastWords is how long the program may take to say what is left, when it is not
// to clean up.
const lastWords = 3 * time.Second

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := interrupt.Notify(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	streams := term.System(os.Getenv)
	context.AfterFunc(interrupt.CleanUp(ctx), func() {
		time.Sleep(lastWords)
		os.Exit(app.ExitCode(context.Canceled))
	})
	stamp := command.Version{Labs: version, Commit: commit, Date: date, NodeImage: nodeImage}
	err := app.Run(ctx, streams, os.Getenv, stamp, os.Args)
	app.PrintError(streams, err)
	return app.ExitCode(err)
}
