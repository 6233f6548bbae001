package step

import (
	"reflect"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/trust"
)

// Source makes the operation that a check's own output comes from, with the
// values in place, or nil where the check has none, or watches a live object.
func (s *Scope) Source(c *lab.Check) (Operation, error) {
	source := c.Source()
	if reflect.ValueOf(source).IsZero() {
		return nil, nil
	}
	return s.New(source)
}

// expand puts the values into an operation. Whoever let the lab run has seen
// it as it is written: values, which may come from anywhere, must not have it
// act on this machine if it does not so as it is written.
func (s *Scope) expand(written lab.Operation) (lab.Operation, error) {
	o, err := lab.Expand(s.Values, written)
	if err != nil {
		return o, err
	}
	if len(o.Kubectl) > 0 && trust.Stays(written) && !trust.Stays(o) {
		return o, i18n.Errorf("the values in it make this command act on this machine, which the lab as it is written does not: %s\n"+
			"hint: write the flag into the lab itself", shell.Words(append([]string{"kubectl"}, o.Kubectl...)...))
	}
	return o, nil
}
