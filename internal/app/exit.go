package app

import (
	"context"
	"errors"
	"strings"
	"syscall"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/download"
	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/runner"
)

// The exit codes of the program.
const (
	exitPassed      = 0
	exitFailed      = 1
	exitUsage       = 2
	exitUnavailable = 3
	exitInterrupted = 130
)

// ExitCode gives the exit code for what Run returned.
func ExitCode(err error) int {
	var ended *command.ExitError
	switch {
	case err == nil:
		return exitPassed
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &ended):
		return ended.Code
	case is[*command.UsageError](err), is[*lab.InvalidError](err), is[*command.FaultsError](err), is[*progress.NewerError](err),
		is[*bundle.InvalidError](err), is[*bundle.PlatformError](err), is[*lesson.UnattendedError](err):
		return exitUsage
	case is[*engine.UnavailableError](err), is[*engine.CommandError](err), is[*cluster.UnavailableError](err),
		is[*cluster.BusyError](err), is[*cluster.FailedError](err), is[*image.UnavailableError](err), is[*download.UnavailableError](err):
		return exitUnavailable
	}
	return exitFailed
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// errorText is what is said of an error: nothing where a report has said it.
func errorText(speak *i18n.Printer, err error) string {
	switch {
	case err == nil, is[*command.FailedError](err), is[*mutate.SurvivedError](err), checkFailed(err), is[*command.ExitError](err):
		return ""
	case errors.Is(err, context.Canceled):
		return speak.Text("interrupted")
	}
	text := speak.Error(err)
	if errors.Is(err, syscall.ENOSPC) && !strings.Contains(err.Error(), "\nhint: ") {
		text += "\n" + speak.Text("hint: the disk is full; free some space, then run the same command again")
	}
	return text
}

// checkFailed says whether a check failed, which the lesson has shown.
func checkFailed(err error) bool {
	step, ok := errors.AsType[*runner.StepError](err)
	return ok && step.Check != nil
}
