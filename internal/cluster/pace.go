package cluster

import "labs.local/labs/internal/limit"

// Pace is how slow the machine showed itself when the cluster started.
func (d Dir) Pace() limit.Pace { return 1 }
