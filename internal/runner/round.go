package runner

import (
	"encoding/json"

	"labs.local/labs/internal/lab"
)

// round is one pass through a step's checks. Checks that look at the same, with
// the same command or request, share what was seen in it: to ask costs more
// than all else that a check does.
type round map[string]lab.Output

// known gives what the source of a check, with values put in, gave in this
// round. What may change something is asked each time.
func (r round) known(c *lab.Check) (out lab.Output, there bool) {
	if c.Changes() {
		return lab.Output{}, false
	}
	out, there = r[source(c)]
	return out, there
}

// keep remembers what was seen, where the error is not one of looking.
func (r round) keep(c *lab.Check, out lab.Output, err error) {
	if err == nil || isMismatch(err) {
		r[source(c)] = out
	}
}

func source(c *lab.Check) string {
	text, _ := json.Marshal(c.Source()) // an operation always can be
	return string(text)
}
