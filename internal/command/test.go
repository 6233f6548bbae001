package command

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/urfave/cli/v2"
	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// FailedError is a run in which labs did not pass; the report has said why.
type FailedError struct{ Failed, Total int }

func (e *FailedError) Error() string {
	return fmt.Sprintf("%d of %d labs failed", e.Failed, e.Total)
}

type testOptions struct {
	name, dir, run, shard, diagnostics string
	trust, failFast, keep              bool
	mutate, verbose                    bool
	parallel, retries, batch           int
	timeout                            time.Duration
	nodeImages                         cli.StringSlice
	reports                            specifications
	labs                               []string
}

// Tester runs labs unattended.
type Tester struct {
	*Setup
	Clusters   Clusters
	Lifecycles Lifecycles
	Connect    Connect
	// Room gives what each node of a cluster has left for Pods.
	Room func(ctx context.Context, name string) ([]corev1.ResourceList, error)
	// Evidence gives what looks in a namespace of a cluster for what shows why a step failed.
	Evidence func(name string) (func(ctx context.Context, namespace string) []event.Evidence, error)
}

// Test runs labs unattended.
func Test(r *Tester) *cli.Command {
	o, s := &testOptions{}, r.Setup
	return &cli.Command{
		Name:         "test",
		Usage:        s.T("run all steps of the labs unattended and verify their checks"),
		ArgsUsage:    "[LAB...]",
		BashComplete: func(c *cli.Context) { completeLabs(s, &courseOptions{dir: o.dir})(c) },
		Flags: []cli.Flag{
			s.nameFlag(&o.name), s.dirFlag(&o.dir), s.trustFlag(&o.trust),
			&cli.StringFlag{Name: "run", Usage: s.T("run only labs whose names match this `REGEX`"), Action: checkRegex, Destination: &o.run},
			&cli.StringFlag{Name: "shard", Usage: s.T("run only part `I/N` of the labs, for example 1/3, to split them between jobs"), Destination: &o.shard},
			&cli.IntFlag{Name: "parallel", Aliases: []string{"p"}, Value: 5, Usage: s.T("run up to `N` labs at the same time"), Action: atLeast("parallel", 1), Destination: &o.parallel},
			&cli.DurationFlag{Name: "timeout", Usage: s.T("time limit `DURATION` for each operation and for the checks of each step (default: 30s for checks, 1m for waits, 5m for other operations)"), Action: checkTimeout, Destination: &o.timeout},
			&cli.IntFlag{Name: "retries", Usage: s.T("retry a failed lab up to `N` times; a lab that then passes is flaky"), Action: atLeast("retries", 0), Destination: &o.retries},
			&cli.BoolFlag{Name: "fail-fast", Usage: s.T("stop after the first lab that fails"), Destination: &o.failFast},
			&cli.BoolFlag{Name: "keep", Usage: s.T("keep the namespace of a failed lab for inspection"), Destination: &o.keep},
			&cli.StringSliceFlag{Name: "node-image", Usage: s.T("run in a separate cluster created from this `IMAGE`; repeat for a matrix of images"), Destination: &o.nodeImages},
			&cli.BoolFlag{Name: "mutate", Usage: s.T("run mutants (wrong variants) of the labs, and require the checks to detect each one"), Destination: &o.mutate},
			&cli.IntFlag{Name: "batch", Value: 12, Usage: s.T("run up to `N` mutants at the same time"), Action: atLeast("batch", 1), Destination: &o.batch},
			s.reportFlag(&o.reports),
			&cli.StringFlag{Name: "diagnostics", Usage: s.T("if labs fail, write diagnostics of their namespaces and the cluster to a new directory in this `DIR`"), Destination: &o.diagnostics},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: s.T("print each operation and check with the time it takes"), Destination: &o.verbose},
		},
		Action: func(c *cli.Context) error {
			o.labs = c.Args().Slice()
			return r.test(c.Context, o)
		},
	}
}

// test runs the labs, with reports on them.
func (r *Tester) test(ctx context.Context, o *testOptions) error {
	t, err := r.newTestRun(ctx, o)
	if err != nil {
		return err
	}
	reports, err := r.openReports(o.dir, o.reports)
	if err != nil {
		return err
	}
	if reports.TakesOut() {
		t.Setup = t.Setup.onErr()
	}
	t.evident = reports.Any()
	if o.diagnostics != "" {
		t.diagnostics = &diagnostics{Setup: r.Setup, clusters: r.Clusters, parent: o.diagnostics, matrix: len(o.nodeImages.Value()) > 0}
		t.sinks, t.evident = append(t.sinks, t.diagnostics.Sink), true
	}
	t.sinks = append(t.sinks, reports.Sink)
	defer context.AfterFunc(ctx, reports.Interrupt)()
	return errors.Join(t.run(ctx), reports.Close())
}

func checkRegex(_ *cli.Context, pattern string) error {
	if _, err := regexp.Compile(pattern); err != nil {
		return &UsageError{i18n.Text("--run: invalid regular expression: %v", err)}
	}
	return nil
}

func checkTimeout(_ *cli.Context, d time.Duration) error {
	if d < 0 {
		return &UsageError{i18n.Text("--timeout must not be negative; use a duration such as 30s")}
	}
	return nil
}

func atLeast(name string, least int) func(*cli.Context, int) error {
	return func(_ *cli.Context, n int) error {
		if n < least {
			return &UsageError{i18n.Text("--%s must be %d or more", name, least)}
		}
		return nil
	}
}

// selected gives those of the labs that are named, or of all, that match the pattern and are in the shard.
func selected(course *lab.Course, names []string, pattern, shard string) ([]*lab.Lab, error) {
	all, err := labs(course, names)
	if err != nil {
		return nil, err
	}
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	var wanted []*lab.Lab
	for _, l := range all {
		if expression.MatchString(l.Metadata.Name) {
			wanted = append(wanted, l)
		}
	}
	if len(wanted) == 0 {
		return nil, &UsageError{i18n.Text("none of the selected labs matches %q", pattern)}
	}
	return sharded(wanted, shard)
}

// sharded gives every nth lab, beginning with the ith; a shard may be empty.
func sharded(all []*lab.Lab, shard string) ([]*lab.Lab, error) {
	if shard == "" {
		return all, nil
	}
	i, n := 0, 0
	if _, err := fmt.Sscanf(shard, "%d/%d", &i, &n); err != nil || i < 1 || i > n || fmt.Sprintf("%d/%d", i, n) != shard {
		return nil, &UsageError{i18n.Text("invalid --shard %q: use INDEX/TOTAL, for example 1/3", shard)}
	}
	wanted := []*lab.Lab{}
	for at := i - 1; at < len(all); at += n {
		wanted = append(wanted, all[at])
	}
	return wanted, nil
}
