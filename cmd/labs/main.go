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

// Set by the linker.
var (
	version   = "devel"
	nodeImage = ""
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	streams := term.System(os.Getenv)
	err := app.Run(ctx, streams, os.Getenv, command.Version{Labs: version, NodeImage: nodeImage}, os.Args)
	app.PrintError(streams, err)
	return app.ExitCode(err)
}
