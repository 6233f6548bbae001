package cluster

import "labs.local/labs/internal/limit"

// Pace is that of the machine, as it showed itself when the cluster last started.
func (d Dir) Pace() limit.Pace {
	r, err := d.read()
	if err != nil || r == nil {
		return 1
	}
	return max(1, r.Pace)
}
