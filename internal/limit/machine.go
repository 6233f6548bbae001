package limit

import (
	"context"
	"time"
)

// Machine is what a cluster runs on, as far as it makes limits longer. nil is one
// that is not slow.
type Machine struct {
	// Pace is that which it showed when the cluster started.
	Pace Pace
	// Probe asks the cluster for something small that its database is read for, so
	// that how long the answer takes shows how slow the machine is now. It may be nil.
	Probe func(context.Context) error
}

// Of stretches a limit by how slow the machine was when the cluster started.
func (m *Machine) Of(usual time.Duration) time.Duration { return m.Time(usual).Duration }

// Time stretches a limit as Of does, and goes on doing so once it has begun.
func (m *Machine) Time(usual time.Duration) Time {
	if m == nil {
		return Time{Duration: usual}
	}
	return Time{usual: usual, machine: m}.at(m.Pace)
}

// A machine is asked again and again for a while, at least some times, and not in a
// row: one that stands still in between answers several times at once when it goes on.
// usualAnswer is how long an answer takes where limits need no stretching: on two cores
// 8 ms while seven labs run at once, and 350 ms where they have an eighth of that to run
// on.
const (
	asked       = 2400 * time.Millisecond
	fewest      = 3
	apart       = 300 * time.Millisecond
	usualAnswer = 100 * time.Millisecond
)

// shown is how slow the machine shows itself until then; 0 where that is not known. What
// does not answer at all may be away, which is not slow.
func (m *Machine) shown(ctx context.Context, until time.Time) Pace {
	var total time.Duration
	answers := 0
	for ; answers < fewest || time.Now().Before(until); answers++ {
		took, err := m.answer(ctx)
		if err != nil {
			return 0
		}
		total += took
	}
	return Pace(total) / Pace(answers) / Pace(usualAnswer)
}

// answer is how long one answer takes, a little later.
func (m *Machine) answer(ctx context.Context) (time.Duration, error) {
	if !Pause(ctx, apart) {
		return 0, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, Attempt)
	defer cancel()
	began := time.Now()
	err := m.Probe(ctx)
	return time.Since(began), err
}

// Pause says whether the context went on for so long.
func Pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
