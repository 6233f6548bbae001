package limit

import (
	"time"

	"labs.local/labs/internal/i18n"
)

// Limits are those of a run in a cluster.
type Limits struct {
	// Pace is that of the machine.
	Pace Pace
	// Timeout is what the user sets in the place of the usual limits, and is
	// taken as given; 0 leaves those.
	Timeout time.Duration
}

// Of gives the limit of something for which a lab sets its own, or 0, and that
// has a usual one.
func (l Limits) Of(own, usual time.Duration) Time {
	switch {
	case own > 0:
		return l.Pace.Time(own)
	case l.Timeout > 0:
		return Time{Duration: l.Timeout}
	}
	return l.Pace.Time(usual)
}

// AtLeast is Of for what takes as long as the network does: a timeout of the
// user's only makes it longer.
func (l Limits) AtLeast(own, usual time.Duration) Time {
	if own == 0 && l.Pace.Of(usual) > l.Timeout {
		l.Timeout = 0
	}
	return l.Of(own, usual)
}

// Time is a limit as it is in force on a machine.
type Time struct {
	time.Duration
	// usual is what it was stretched from, pace by how much; 0 where it was not.
	usual time.Duration
	pace  Pace
}

// Time stretches a limit, and knows that it did.
func (p Pace) Time(usual time.Duration) Time {
	if p.factor() == 1 {
		return Time{Duration: usual}
	}
	return Time{p.Of(usual), usual, p.factor()}
}

// Localized names the limit, and why it is longer than usual.
func (t Time) Localized() i18n.Message {
	if t.usual == 0 {
		return i18n.Text("%s", t.Duration)
	}
	return i18n.Text("%s (%s × %.3g: this machine is slow)", t.Duration.Round(time.Second), t.usual, float64(t.pace))
}

// Usual is the limit before it was stretched.
func (t Time) Usual() time.Duration {
	if t.usual == 0 {
		return t.Duration
	}
	return t.usual
}

// String is Localized in English.
func (t Time) String() string { return t.Localized().String() }

// Until gives the limit, or a longer one that goes on until then.
func (t Time) Until(end time.Time) Time {
	if rest := time.Until(end); rest > t.Duration {
		return Time{Duration: rest.Round(time.Millisecond)}
	}
	return t
}
