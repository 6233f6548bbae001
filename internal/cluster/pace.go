package cluster

import "labs.local/labs/internal/limit"

// Pace is that of the machine, as it showed itself when the cluster last started,
// or was last used.
func (d Dir) Pace() limit.Pace {
	r, err := d.read()
	if err != nil || r == nil {
		return 1
	}
	return max(1, r.Pace, r.Busy)
}

// Notice keeps the pace that the machine shows now. That it gets a little faster
// or slower all the time is not worth a note.
func (d Dir) Notice(pace limit.Pace) error {
	r, err := d.read()
	if err != nil || r == nil {
		return err
	}
	if known := max(1, r.Busy); pace < 2*known && known < 2*pace {
		return nil
	}
	r.Busy = pace
	return d.write(r)
}
