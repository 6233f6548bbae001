package limit

import (
	"context"
	"time"

	"labs.local/labs/internal/i18n"
)

// Limits are those of a run in a cluster.
type Limits struct {
	// Machine is what the cluster runs on.
	Machine *Machine
	// Timeout is what the user sets in the place of the usual limits, and is
	// taken as given; 0 leaves those.
	Timeout time.Duration
}

// Of gives the limit of something for which a lab sets its own, or 0, and that
// has a usual one.
func (l Limits) Of(own, usual time.Duration) Time {
	switch {
	case own > 0:
		return l.Machine.Time(own)
	case l.Timeout > 0:
		return Time{Duration: l.Timeout}
	}
	return l.Machine.Time(usual)
}

// AtLeast is Of for what takes as long as the network does: a timeout of the
// user's only makes it longer.
func (l Limits) AtLeast(own, usual time.Duration) Time {
	if own == 0 && l.Machine.Of(usual) > l.Timeout {
		l.Timeout = 0
	}
	return l.Of(own, usual)
}

// Time is a limit as it is in force on a machine.
type Time struct {
	time.Duration
	// usual is what it was stretched from, pace by how much, machine what it is
	// stretched by; without a machine it is as it is.
	usual   time.Duration
	pace    Pace
	machine *Machine
}

// at is the limit on a machine of this pace.
func (t Time) at(pace Pace) Time {
	t.pace = pace.factor()
	t.Duration = t.pace.Of(t.usual)
	return t
}

// until is the limit where it has become this long.
func (t Time) until(d time.Duration) Time {
	t.Duration = d
	t.pace = Pace(d) / Pace(t.usual)
	return t
}

// shown is how many times slower the machine is shortly before then than it was when the
// limit began.
func (t Time) shown(ctx context.Context, over time.Time) Pace {
	if !t.asks() || !Pause(ctx, time.Until(over)-min(asked, t.Duration/2)) {
		return 1
	}
	return max(1, t.machine.shown(ctx, over).factor()/t.machine.Pace.factor())
}

// asks says whether the machine is asked when the limit is about to be over.
func (t Time) asks() bool { return t.machine != nil && t.machine.Probe != nil }

// OrLonger gives the limit, or a longer one.
func (t Time) OrLonger(d time.Duration) Time {
	if d <= t.Duration {
		return t
	}
	t.usual = time.Duration(float64(d.Round(time.Millisecond)) / float64(t.pace.factor()))
	t.Duration = d.Round(time.Millisecond)
	return t
}

// Localized names the limit, and why it is longer than usual.
func (t Time) Localized() i18n.Message {
	if t.pace.factor() == 1 {
		return i18n.Text("%s", t.Duration)
	}
	return i18n.Text("%s (%s × %.2g: this machine is slow)", t.Duration.Round(time.Second), t.usual, float64(t.pace))
}

// Usual is the limit before it was stretched.
func (t Time) Usual() time.Duration {
	if t.pace.factor() == 1 {
		return t.Duration
	}
	return t.usual
}

// String is Localized in English.
func (t Time) String() string { return t.Localized().String() }

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
