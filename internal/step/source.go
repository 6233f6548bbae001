package step

import (
	"labs.local/labs/internal/lab"
)

// Source makes the operation that a check's own output comes from, or nil
// where the check has none, or watches a live object.
func (s *Scope) Source(c *lab.Check) Operation {
	switch {
	case c.Exec != nil:
		return &execute{s, *c.Exec}
	case c.HTTP != nil:
		return &request{s, *c.HTTP}
	case len(c.Kubectl) > 0:
		return &kubectl{s, c.Kubectl}
	}
	return nil
}
