package report

import (
	"errors"
	"time"

	"labs.local/labs/internal/event"
)

// saved is when and how the reports were written last.
type saved struct {
	at    time.Time
	took  time.Duration
	later *time.Timer
}

func (s *saved) stop() {
	if s.later != nil {
		s.later.Stop()
	}
}

// changesReport says whether the reports are written again after an event.
func changesReport(e event.Event) bool {
	switch e.(type) {
	case event.RunStarted, event.StepFinished, event.LabSkipped, event.LabFinished, event.MutantFinished, event.LabMutated, event.RunFinished, event.RunFailed:
		return true
	}
	return false
}

// share bounds the part of the time that is spent on writing: large reports are written less often.
const share = 20

// progress writes the reports, so that they are there whatever ends the program.
func (r *Reports) progress() {
	wait := share*r.saved.took - time.Since(r.saved.at)
	switch {
	case wait <= 0:
		r.save()
	case r.saved.later == nil:
		r.saved.later = time.AfterFunc(wait, r.catchUp)
	}
}

// catchUp writes what was put off.
func (r *Reports) catchUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.saved.later = nil; !r.closed {
		r.save()
	}
}

// save writes what can be written again; what fails now is tried again, and reported at the end.
func (r *Reports) save() {
	started := time.Now()
	_ = r.write(func(o *opened) bool { return !o.once() })
	r.saved.at, r.saved.took = time.Now(), time.Since(started)
}

// Interrupt writes all reports as they are, before anything is cleaned up.
func (r *Reports) Interrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.save()
		r.fault = r.write((*opened).once)
	}
}

// write writes those of the reports that are wanted and may be written.
func (r *Reports) write(wanted func(*opened) bool) error {
	var faults []error
	tree := r.collect.view()
	for _, o := range r.open {
		if o.done || !wanted(o) {
			continue
		}
		faults = append(faults, o.report.write(tree))
		o.done = o.once()
	}
	return errors.Join(faults...)
}
