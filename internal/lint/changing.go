package lint

import (
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// changingChecks finds checks that change what they look at; they run again
// and again.
func changingChecks(c *course) []lab.Problem {
	var problems []lab.Problem
	for _, k := range c.checks() {
		switch verb := lab.KubectlChanges(k.Kubectl); {
		case verb != "":
			problems = append(problems, k.problem("kubectl", i18n.Text("kubectl %s can change the cluster, but a check must only read: make it an operation", verb)))
		case k.Changes():
			problems = append(problems, k.problem("http", i18n.Text("%s can change the cluster, but a check must only read: make it an operation", k.HTTP.Method)))
		}
	}
	return problems
}
