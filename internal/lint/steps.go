package lint

import (
	"fmt"
	"strconv"

	"github.com/Masterminds/semver/v3"

	"labs.local/labs/internal/i18n"
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

// kubernetesRanges finds labs that do not say for which versions they are
// written, or for none.
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

// possible says whether any version is in a range; loading has said so where
// it is none at all.
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
