package lint

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
)

// emptySteps finds steps in which neither the tool nor the learner acts.
func emptySteps(c *course, report reporter) {
	for _, l := range c.Labs {
		for i, s := range l.Steps {
			if len(s.Operations) == 0 && len(s.Solution) == 0 {
				report(l.Problem(i18n.Text("step %q does nothing: add operations, or add a solution to make it a task", s.Name), step(i)...))
			}
		}
	}
}

// kubernetesRanges finds labs that do not say for which versions they are written, or for none.
func kubernetesRanges(c *course, report reporter) {
	for _, l := range c.Labs {
		switch {
		case l.Kubernetes == "":
			report(l.Problem(i18n.Text("missing: give the Kubernetes versions that the lab supports, for example \">=1.30\""), "kubernetes"))
		case !possible(l.Kubernetes):
			report(l.Problem(i18n.Text("no version of Kubernetes is in this range"), "kubernetes"))
		}
	}
}

// possible says whether any version is in a range; loading has said so where it is none at all.
func possible(written string) bool {
	constraint, err := semver.NewConstraint(written)
	if err != nil {
		return true
	}
	for minor := range uint64(200) {
		for patch := range uint64(40) {
			if constraint.Check(semver.New(1, minor, patch, "", "")) {
				return true
			}
		}
	}
	return constraint.Check(semver.New(2, 0, 0, "", ""))
}

// duplicateExclusions finds mutants that are left out twice.
func duplicateExclusions(c *course, report reporter) {
	for _, l := range c.Labs {
		if l.Mutation == nil {
			continue
		}
		first := map[string]int{}
		for i, exclusion := range l.Mutation.Exclude {
			if at, twice := first[exclusion.Mutant]; twice {
				message := i18n.Text("mutant %q is already excluded by %s", exclusion.Mutant, fmt.Sprintf("exclude[%d]", at))
				report(l.Problem(message, "mutation", "exclude", strconv.Itoa(i)))
				continue
			}
			first[exclusion.Mutant] = i
		}
	}
}

// taker is an operation that takes a name of which the cluster has one.
type taker struct {
	lab *lab.Lab
	at  []string
}

// sharedNames finds names outside of the labs' namespaces that several labs
// take: they would pass or fail by each other's objects.
func sharedNames(c *course, report reporter) {
	takers := map[string][]taker{}
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			for _, name := range schedule.Names(c.Course, l, o.Operation) {
				if !slices.ContainsFunc(takers[name], func(t taker) bool { return t.lab == l }) {
					takers[name] = append(takers[name], taker{l, o.at})
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(takers)) {
		all := takers[name]
		for i, t := range all {
			if len(all) > 1 {
				other := all[(i+len(all)-1)%len(all)].lab.Metadata.Name
				report(t.lab.Problem(shared(name, other), t.at...))
			}
		}
	}
}

func shared(name, other string) i18n.Message {
	if strings.Contains(name, " ") {
		return i18n.Text("lab %q also uses the %s, so the two labs cannot run at the same time: omit the number, and Kubernetes assigns one", other, name)
	}
	return i18n.Text("lab %q also creates or changes %s, so the two labs cannot run at the same time: put %s in the name", other, name, "${{ namespace }}")
}
