// Command labs runs Kubernetes lessons.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"labs.local/labs/internal/app"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/term"
)

// Set by the linker, as scripts/stamp.sh says.
var (
	version                 = command.Devel
	commit, date, nodeImage string
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	streams := term.System(os.Getenv)
	stamp := command.Version{Labs: version, Commit: commit, Date: date, NodeImage: nodeImage}
	err := app.Run(ctx, streams, os.Getenv, stamp, os.Args)
	app.PrintError(streams, err)
	return app.ExitCode(err)
}
