package command

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/schedule"
)

// turns says which labs of a run may run when.
type turns struct {
	*schedule.Queue
	course *lab.Course
	nodes  []corev1.ResourceList
}

// turns asks what the cluster has room for. A user who may not ask runs as
// many labs at the same time as was said.
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
