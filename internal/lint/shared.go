package lint

import (
	"maps"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
)

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
