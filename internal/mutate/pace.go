package mutate

import (
	"context"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/runner"
)

const (
	// slack is how many times as long as the unchanged lab a mutant may wait for an object.
	slack = 3
	// lenience is how much more time the unchanged lab has with its checks.
	lenience = 8
	// looks is how often a check of a mutant asks again before it is given up;
	// most mutants fail one, and to ask costs more than all else that they do.
	looks = 2
)

// pacer is the cluster of one lab of a batch, and how long its checks wait.
type pacer interface {
	runner.Cluster
	// limit is for the checks of a step, which are about to be demanded.
	limit(context.Context, *lab.Step) limit.Time
	// looks is as in runner.Runner.
	looks() int
	// note hears all that the lab tells.
	note(event.Event)
}

// pace is how fast the unchanged lab of a batch goes. A mutant whose Pod never
// becomes ready need not be waited for much longer than one that does, and one
// whose check fails not much longer than that check took.
type pace struct {
	machine *limit.Machine
	margin  time.Duration
	// passed is closed when the unchanged lab has passed, ended when it has
	// ended anyhow; longest is its longest wait, to be read after that.
	passed, ended chan struct{}
	longest       time.Duration
	steps         map[string]*mark
}

// mark is how long the checks of a step took, to be read when it has passed or
// the lab has ended: 0 where it did not pass.
type mark struct {
	began  time.Time
	took   time.Duration
	passed chan struct{}
}

func newPace(l *lab.Lab, machine *limit.Machine, margin time.Duration) *pace {
	p := &pace{machine: machine, margin: margin, passed: make(chan struct{}), ended: make(chan struct{}), steps: map[string]*mark{}}
	for i := range l.Steps {
		p.steps[l.Steps[i].Name] = &mark{passed: make(chan struct{})}
	}
	return p
}

// set is the cluster of the unchanged lab, which sets the pace.
type set struct {
	runner.Cluster
	*pace
}

func (s *set) WaitFor(ctx context.Context, o kube.Object, w lab.Wait) error {
	started := time.Now()
	err := s.Cluster.WaitFor(ctx, o, w)
	s.longest = max(s.longest, time.Since(started))
	return err
}

func (s *set) limit(_ context.Context, current *lab.Step) limit.Time {
	s.steps[current.Name].began = time.Now()
	return s.machine.Time(lenience * s.margin)
}

func (s *set) looks() int { return 0 }

func (s *set) note(e event.Event) {
	if f, ok := e.(event.StepFinished); ok && f.Err == nil {
		m := s.steps[f.Step.Name]
		m.took = time.Since(m.began)
		close(m.passed)
	}
}

// kept is the cluster of a mutant, which has to keep the pace from the step on that its fault is in.
type kept struct {
	runner.Cluster
	*pace
	hurried bool
}

func (k *kept) WaitFor(ctx context.Context, o kube.Object, w lab.Wait) error {
	if !k.hurried {
		return k.Cluster.WaitFor(ctx, o, w)
	}
	started := time.Now()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	go func() {
		select {
		case <-ctx.Done():
			return
		case <-k.passed:
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(started.Add(slack*k.longest + k.machine.Of(k.margin)))):
			end(context.DeadlineExceeded)
		}
	}()
	return k.Cluster.WaitFor(ctx, o, w)
}

// limit waits until the unchanged lab has passed the step: what a mutant fails then is no fault of a busy machine.
func (k *kept) limit(ctx context.Context, current *lab.Step) limit.Time {
	m := k.steps[current.Name]
	select {
	case <-m.passed:
	case <-k.ended:
	case <-ctx.Done():
		return limit.Time{}
	}
	return limit.Time{Duration: m.took + k.machine.Of(k.margin)}
}

func (k *kept) looks() int { return looks }

// note hears of the first step that is more than brought about.
func (k *kept) note(e event.Event) {
	if _, ok := e.(event.StepStarted); ok {
		k.hurried = true
	}
}
