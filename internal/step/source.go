package step

import (
	"maps"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/trust"
)

// Check gives a check with the values in place, and the operation that its own
// output comes from, nil where the check has none, or watches a live object.
func (s *Scope) Check(written *lab.Check) (c lab.Check, source *Operation, err error) {
	c = *written
	c.SetSource(lab.Operation{})
	if c, err = lab.Expand(s.Values, c); err != nil {
		return *written, nil, err
	}
	described := written.Source()
	if described.Facts().Kind == "" {
		return c, nil, nil
	}
	if source, err = s.New(*described); err != nil {
		return *written, nil, err
	}
	c.SetSource(source.Expanded)
	return c, source, nil
}

// expand puts the values into an operation. Whoever let the lab run has seen
// it as it is written: values, which may come from anywhere, must not have it
// act outside of the lab if it does not so as it is written.
func (s *Scope) expand(written lab.Operation) (lab.Operation, error) {
	o, err := lab.Expand(s.Values, written)
	if err != nil || !s.within(written) {
		return o, err
	}
	values := maps.Clone(s.Values)
	values["namespace"] = "${{ namespace }}" // which is the lab's own, whatever it is called
	judged, err := lab.Expand(values, written)
	if err == nil && !s.trust().Stays(judged) {
		return o, i18n.Errorf("with its values filled in, this command acts on this machine, or in the cluster outside of the lab, but the lab as written does not: %s\n"+
			"hint: write the action into the lab itself", trust.Shown(o))
	}
	return o, err
}

func (s *Scope) trust() trust.Scope { return trust.Scope{Course: s.Course, Lab: s.Lab} }

// within says whether an operation is held to what is the lab's: nobody was
// asked whether it may do more.
func (s *Scope) within(written lab.Operation) bool {
	reach := written.Facts().Reach
	return (reach == lab.ByObject || reach == lab.ByArguments) && s.trust().Stays(written)
}
