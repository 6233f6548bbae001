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
	setup := wire(streams, getenv, version)
	defer setup.Status.Clear()
	defer announce(ctx, setup.Status)()
	err := run(ctx, setup, args)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // whatever failed, failed because it was interrupted
	}
	return err
}

// patience is how long an end after Ctrl-C may take before it is said what it
// waits for.
const patience = 300 * time.Millisecond

// announce says, when the context is over, why the program still runs, until it
// is told to stop.
func announce(ctx context.Context, status *term.Status) (stop func()) {
	ended, told := make(chan struct{}), make(chan struct{})
	started := context.AfterFunc(ctx, func() {
		defer close(told)
		select {
		case <-ended:
		case <-time.After(patience):
			status.Ending(true, i18n.Text("Interrupted: cleaning up; press Ctrl-C again to end at once"))
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
func run(ctx context.Context, setup *command.Setup, args []string) error {
	if command.IsKubectl(args[0]) {
		return command.AsKubectl(setup, args[1:])
	}
	if words, asked := command.Completes(args); asked {
		return command.Complete(ctx, setup, newCLI(setup), words)
	}
	app := newCLI(setup)
	return app.RunContext(ctx, order(app, args))
}

func newCLI(setup *command.Setup) *cli.App {
	app := &cli.App{
		Name:                 "labs",
		Usage:                setup.T("Kubernetes lessons that run, check themselves, and explain what went wrong"),
		Reader:               setup.Streams.In,
		Writer:               setup.Streams.Out,
		ErrWriter:            setup.Streams.Err,
		HideVersion:          true,
		EnableBashCompletion: true,
		ExitErrHandler:       func(*cli.Context, error) {}, // ExitCode decides
		OnUsageError:         usageError,
		Commands: []*cli.Command{
			command.Up(setup), command.Pause(setup), command.Down(setup), command.Status(setup), command.Prune(setup),
			command.List(setup), command.Next(setup), command.Check(setup), command.Hint(setup), command.Solve(setup), command.Watch(setup),
			command.Goto(setup), command.Reset(setup), command.Restore(setup), command.PrintProgress(setup), command.Test(setup),
			command.New(setup), command.Import(setup), command.Lint(setup), command.PrintSchema(setup), command.Bundle(setup),
			command.Kubectl(setup), command.Shell(setup), command.Env(setup), command.Doctor(setup),
			command.Completion(setup), command.PrintVersion(setup), help(setup),
		},
	}
	for _, c := range app.Commands {
		guard(c)
		for _, sub := range c.Subcommands {
			guard(sub)
		}
	}
	app.Action = unknownCommand
	translateHelp(app, setup)
	return app
}

// guard makes a command refuse wrong use as all do.
func guard(c *cli.Command) {
	c.OnUsageError = usageError
	c.Action = strict(c, c.Action)
}

func usageError(_ *cli.Context, err error, _ bool) error {
	return &command.UsageError{Message: usageMessage(err)}
}

// strict refuses arguments where a command takes none.
func strict(c *cli.Command, action cli.ActionFunc) cli.ActionFunc {
	if c.ArgsUsage != "" {
		return action
	}
	return func(ctx *cli.Context) error {
		if ctx.Args().Present() {
			return &command.UsageError{Message: i18n.Text("labs %s takes no argument, and got %q", strings.TrimPrefix(ctx.Command.HelpName, "labs "), ctx.Args().First())}
		}
		return action(ctx)
	}
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
