// Package app puts the program together and runs it.
package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-logr/logr"
	"github.com/urfave/cli/v2"
	"k8s.io/klog/v2"

	"labs.local/labs/internal/command"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

// Run runs the command line. What it returns is for ExitCode.
func Run(ctx context.Context, streams *term.Streams, getenv func(string) string, version command.Version, args []string) error {
	streams.Language = i18n.NewPrinter(language(args, getenv))
	// Client libraries would write into the middle of a lesson.
	klog.SetLogger(logr.Discard())
	settleHome()
	p := wire(streams, getenv, version)
	defer p.Status.Clear()
	defer announce(ctx, p.Status)()
	err := run(ctx, p, args)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // whatever failed, failed because it was interrupted
	}
	return err
}

// quietEnd is how long an end after Ctrl-C may take before it is said what it waits for.
const quietEnd = 300 * time.Millisecond

// announce says, when the context is over, why the program still runs, until it is told to stop.
func announce(ctx context.Context, status *term.Status) (stop func()) {
	ended, told := make(chan struct{}), make(chan struct{})
	started := context.AfterFunc(ctx, func() {
		defer close(told)
		select {
		case <-ended:
		case <-time.After(quietEnd):
			status.Ending(true, i18n.Text("Interrupted: cleaning up; press Ctrl-C again to exit immediately"))
		}
	})
	return func() {
		close(ended)
		if !started() {
			<-told
		}
	}
}

// run runs the program that was called: kubectl, by that name, or labs.
func run(ctx context.Context, p *parts, args []string) error {
	if command.IsKubectl(args[0]) {
		return command.AsKubectl(p.Setup, p.retry, args[1:])
	}
	if words, asked := command.Completes(args); asked {
		return command.Complete(ctx, p.Setup, newCLI(p), words)
	}
	app := newCLI(p)
	return app.RunContext(ctx, order(app, args))
}

func newCLI(p *parts) *cli.App {
	app := &cli.App{
		Name:                 "labs",
		Usage:                p.T("Kubernetes lessons that run, check themselves, and explain what went wrong"),
		Reader:               p.Streams.In,
		Writer:               p.Streams.Out,
		ErrWriter:            p.Streams.Err,
		HideVersion:          true,
		EnableBashCompletion: true,
		ExitErrHandler:       func(*cli.Context, error) {}, // ExitCode decides
		OnUsageError:         usageError,
		Commands:             p.verbs(),
	}
	for _, c := range app.Commands {
		guard(c)
		for _, sub := range c.Subcommands {
			guard(sub)
		}
	}
	app.Action = unknownCommand
	translateHelp(app, p.Setup)
	return app
}

// guard makes a command refuse wrong use as all do, and arguments where it takes none.
func guard(c *cli.Command) {
	c.OnUsageError = usageError
	if c.ArgsUsage != "" {
		return
	}
	action := c.Action
	c.Action = func(ctx *cli.Context) error {
		if ctx.Args().Present() {
			name := strings.TrimPrefix(ctx.Command.HelpName, "labs ")
			return &command.UsageError{Message: i18n.Text("labs %s takes no arguments, but got %q", name, ctx.Args().First())}
		}
		return action(ctx)
	}
}

func usageError(_ *cli.Context, err error, _ bool) error {
	return &command.UsageError{Message: usageMessage(err)}
}

func unknownCommand(c *cli.Context) error {
	if !c.Args().Present() {
		return cli.ShowAppHelp(c)
	}
	return command.Unknown(c.Args().First(), "", c.App.VisibleCommands())
}

// PrintError writes an error for the person who gets it.
func PrintError(streams *term.Streams, err error) {
	if text := errorText(streams.Language, err); text != "" {
		fmt.Fprintln(streams.Err, "labs: "+term.Sanitize(text))
	}
}
