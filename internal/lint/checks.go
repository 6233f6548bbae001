package lint

import (
	"slices"
	"strconv"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// labCheck is one of a lab, with its path in lab.yaml.
type labCheck struct {
	*lab.Check
	lab  *lab.Lab
	step *lab.Step
	at   []string
}

// changingChecks finds checks that change what they look at; they run again
// and again.
func changingChecks(c *course, report reporter) {
	for _, k := range c.checks() {
		switch verb := lab.KubectlChanges(k.Kubectl); {
		case verb != "":
			report(k.problem("kubectl", i18n.Text("kubectl %s can change the cluster, but a check must only read: make it an operation", verb)))
		case k.Changes():
			report(k.problem("http", i18n.Text("%s can change the cluster, but a check must only read: make it an operation", k.HTTP.Method)))
		}
	}
}

// checks gives those of all labs.
func (c *course) checks() []labCheck {
	var all []labCheck
	for _, l := range c.Labs {
		for i := range l.Steps {
			s := &l.Steps[i]
			for j := range s.Checks {
				all = append(all, labCheck{&s.Checks[j], l, s, step(i, "checks", strconv.Itoa(j))})
			}
		}
	}
	return all
}

func (k labCheck) has(field string) bool { return k.lab.Has(k.below(field)...) }

func (k labCheck) below(field string) []string { return append(slices.Clone(k.at), field) }

func (k labCheck) problem(field string, message i18n.Message) lab.Problem {
	return k.lab.Problem(message, k.below(field)...)
}

// command gives the command whose output the check looks at, nil if it is none.
func (k labCheck) command() []string {
	source, n := k.Source(), len(k.step.Operations)
	if !k.HasSource() && n > 0 {
		source = &k.step.Operations[n-1]
	}
	if source.Exec == nil {
		return nil
	}
	return source.Exec.Command
}
