package command

import (
	"context"
	"errors"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/schedule"
)

type testRun struct {
	// Setup prints to standard error where a report has standard output.
	*Setup
	tester  *Tester
	options *testOptions
	course  *lab.Course
	labs    []*lab.Lab
	// sinks read the events of every run.
	sinks []event.Sink
	// evident says that something shows evidence of failures.
	evident bool
	// diagnostics is nil where none are asked for.
	diagnostics *diagnostics
}

func (r *Tester) newTestRun(ctx context.Context, o *testOptions) (*testRun, error) {
	course, err := r.Course(o.dir)
	if err != nil {
		return nil, err
	}
	wanted, err := selected(course, o.labs, o.run, o.shard)
	if err != nil {
		return nil, err
	}
	if err := r.trusted(ctx, course, o.name, o.trust); err != nil {
		return nil, err
	}
	return &testRun{Setup: r.Setup, tester: r, options: o, course: course, labs: wanted}, nil
}

// run runs the labs in the cluster there is, while no other process works on it, or in new ones.
func (t *testRun) run(ctx context.Context) error {
	if images := t.options.nodeImages.Value(); len(images) > 0 {
		return t.matrix(ctx, images)
	}
	unlock, err := t.lock(ctx, t.options.name)
	if err == nil {
		defer unlock()
		err = t.on(ctx, t.options.name)
	}
	t.failed(ctx, t.options.name, "", err)
	return err
}

// failed reports an error that is not one of the labs, and says whether it is.
func (t *testRun) failed(ctx context.Context, name, image string, err error) bool {
	if err == nil || ctx.Err() != nil || errors.As(err, new(*FailedError)) || errors.As(err, new(*mutate.SurvivedError)) {
		return false
	}
	for _, sink := range t.sinks {
		sink(event.RunFailed{Cluster: name, Image: image, Labs: t.labs, Err: err})
	}
	return true
}

// work is what is done with the labs in a cluster, and shown.
type work interface {
	// Sink shows an event of the run.
	Sink(e event.Event)
	run(ctx context.Context, r *runner.Runner) error
}

func (t *testRun) work() work {
	if t.options.mutate {
		return &mutants{console.NewMutation(t.Streams, t.Status, t.labs, t.options.verbose), t}
	}
	return newSuite(t)
}

// on runs the labs in a cluster that is up.
func (t *testRun) on(ctx context.Context, name string) error {
	cluster := t.tester.Clusters(name)
	status, err := cluster.Await(ctx)
	if err != nil {
		return err
	}
	made := &namespaces{file: t.Dir(name).Namespaces(), status: t.Status, interrupted: ctx}
	work := t.work()
	r, err := t.runner(ctx, name, t.readers(work, made))
	if err != nil {
		return err
	}
	noted := &noted{r.Cluster, made}
	if err := noted.clear(r.Limits.Machine.Time(limit.CleanUp)); err != nil {
		return err
	}
	r.Cluster = noted
	defer context.AfterFunc(ctx, made.show)()
	defer made.tell(t.Streams)
	started := time.Now()
	r.Emit(event.RunStarted{Cluster: name, Image: status.Image, Version: r.Version, Labs: t.labs})
	err = work.run(ctx, r)
	r.Emit(event.RunFinished{Elapsed: time.Since(started)})
	err = cause(ctx, cluster, err)
	if t.diagnostics != nil && err != nil && ctx.Err() == nil && !errors.As(err, new(*mutate.SurvivedError)) {
		t.diagnostics.save(ctx)
	}
	return err
}

// readers gives an event first to what shows it, then to the reports, and last to the record of the namespaces.
func (t *testRun) readers(work work, made *namespaces) event.Sink {
	sinks := slices.Concat([]event.Sink{work.Sink}, t.sinks, []event.Sink{made.sink})
	return func(e event.Event) {
		for _, sink := range sinks {
			sink(e)
		}
	}
}

// runner makes one for a cluster that answers, as the options say.
func (t *testRun) runner(ctx context.Context, name string, emit event.Sink) (*runner.Runner, error) {
	r, _, err := t.tester.Connect(ctx, name, t.course, nil, emit)
	if err != nil {
		return nil, err
	}
	if limit := t.options.timeout; limit > 0 {
		r.Limits.Timeout = limit
	}
	if t.evident {
		if r.Evidence, err = t.tester.Evidence(name); err != nil {
			return nil, err
		}
	}
	r.Keep = t.options.keep
	return r, nil
}

// turns says which labs of a run may run when.
type turns struct {
	*schedule.Queue
	course *lab.Course
	nodes  []corev1.ResourceList
}

// turns asks what the cluster has room for. A user who may not ask runs as many labs at the same time as was said.
func (t *testRun) turns(ctx context.Context, name string, most int) *turns {
	nodes, err := t.tester.Room(ctx, name)
	if err != nil && ctx.Err() == nil {
		t.Streams.Say("labs run at the same time without a check for free resources on the nodes: %v", err)
	}
	return &turns{schedule.NewQueue(most, nodes), t.course, nodes}
}

// refuse ends a lab before it starts that waits for what no node has room for.
func (t *turns) refuse(r *runner.Runner, l *lab.Lab) error {
	fault := schedule.CheckRoom(t.course, l, t.nodes)
	if fault == nil {
		return nil
	}
	err := &runner.StepError{Lab: l, Step: fault.Step, Err: fault}
	r.Emit(event.LabStarted{Lab: l, Attempt: 1})
	r.Emit(event.StepStarted{Lab: l, Step: fault.Step})
	r.Emit(event.StepFinished{Lab: l, Step: fault.Step, Err: err})
	r.Emit(event.LabFinished{Lab: l, Attempt: 1, Err: err})
	return err
}
