package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
	"labs.local/labs/internal/runner"
)

// FailedError is a run in which labs did not pass; the report has said why.
type FailedError struct{ Failed, Total int }

func (e *FailedError) Error() string {
	return fmt.Sprintf("%d of %d labs failed", e.Failed, e.Total)
}

// Test runs labs unattended.
func Test(s *Setup) *cli.Command {
	return &cli.Command{
		Name:         "test",
		Usage:        s.T("run all steps of the labs unattended and check them"),
		ArgsUsage:    "[LAB...]",
		BashComplete: completeLabs(s),
		Flags: []cli.Flag{
			s.nameFlag(), s.dirFlag(),
			&cli.IntFlag{Name: "parallel", Aliases: []string{"p"}, Value: 5, Usage: s.T("run up to `N` labs at the same time")},
			&cli.DurationFlag{Name: "timeout", Usage: s.T("let the checks of a step wait this `LONG` instead of 30s for what they demand")},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: s.T("print each operation and check with the time it takes")},
		},
		Action: func(c *cli.Context) error {
			course, err := s.Course(c.String("dir"))
			if err != nil {
				return err
			}
			wanted, err := labs(course, c.Args().Slice())
			if err != nil {
				return err
			}
			if c.Int("parallel") < 1 {
				return &UsageError{i18n.Text("--parallel takes a number from 1")}
			}
			if c.Duration("timeout") < 0 {
				return &UsageError{i18n.Text("--timeout takes a time such as 30s")}
			}
			unlock, err := s.lock(c)
			if err != nil {
				return err
			}
			defer unlock()
			if err := s.usable(c.Context, c.String("name")); err != nil {
				return err
			}
			r, _, err := s.Connect(c.Context, c.String("name"), course, nil)
			if err != nil {
				return err
			}
			r.Deadline = cmp.Or(c.Duration("timeout"), r.Deadline)
			summary := report.NewSummary(s.Streams, s.Status, wanted)
			r.Emit = summary.Sink
			if c.Bool("verbose") {
				r.Emit = report.Tee(report.Trace(s.Streams), summary.Sink)
			}
			err = test(c.Context, r, wanted, c.Int("parallel"))
			summary.Finish()
			return s.cause(c.Context, c.String("name"), err)
		},
	}
}

// test runs labs in parallel, each in a namespace of its own, and all of
// them to their end.
func test(ctx context.Context, r *runner.Runner, labs []*lab.Lab, parallel int) error {
	run := strconv.FormatUint(uint64(rand.Uint32()), 36)
	var group errgroup.Group
	group.SetLimit(parallel)
	failures := make([]error, len(labs))
	for i, l := range labs {
		group.Go(func() error {
			failures[i] = r.Test(ctx, l, runner.Attempt{Namespace: l.Metadata.Name + "-" + run, Number: 1, Last: true})
			return nil
		})
	}
	_ = group.Wait()
	return verdict(ctx, failures)
}

// verdict makes one error of those of the labs: that of the cause, where the
// labs themselves were not at fault.
func verdict(ctx context.Context, failures []error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	failed := 0
	for _, err := range failures {
		var step *runner.StepError
		if err != nil && !errors.As(err, &step) {
			return err
		}
		if err != nil {
			failed++
		}
	}
	if failed > 0 {
		return &FailedError{failed, len(failures)}
	}
	return nil
}
