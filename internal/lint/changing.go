package lint

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// changingChecks finds checks that change what they look at; they run again
// and again.
func changingChecks(c *course) []lab.Problem {
	var faults []lab.Problem
	for _, k := range c.checks() {
		if verb := changes(k.Kubectl); verb != "" {
			faults = append(faults, k.problem("kubectl", i18n.Text("kubectl %s can change the cluster, and a check only looks; it is an operation", verb)))
		}
		if k.HTTP != nil && !k.HTTP.Get() && !strings.Contains(k.HTTP.URL, "dryRun=All") {
			faults = append(faults, k.problem("http", i18n.Text("%s can change the cluster, and a check only looks; it is an operation", k.HTTP.Method)))
		}
	}
	return faults
}

// reading are the verbs of kubectl that change nothing, some with the second
// words that make it so.
var reading = map[string][]string{
	"get": nil, "describe": nil, "logs": nil, "events": nil, "top": nil, "explain": nil, "diff": nil, "wait": nil,
	"api-resources": nil, "api-versions": nil, "cluster-info": nil, "version": nil, "kustomize": nil, "options": nil,
	"auth": {"can-i", "whoami"}, "rollout": {"status", "history"}, "config": {"view", "current-context", "get-contexts"},
}

// changes gives the verb of kubectl that may change something, or "".
func changes(args []string) string {
	if slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "--dry-run") && arg != "--dry-run=none" }) {
		return ""
	}
	words := verbs(args)
	if len(words) == 0 {
		return ""
	}
	second, known := reading[words[0]]
	if known && (second == nil || len(words) > 1 && slices.Contains(second, words[1])) {
		return ""
	}
	return strings.Join(words[:min(2, len(words))], " ")
}

// verbs leaves the options out, with the values that follow some of them.
func verbs(args []string) []string {
	var words []string
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case slices.Contains([]string{"-n", "--namespace", "--context", "--cluster", "--user", "-s", "--server", "--request-timeout", "-v", "--as"}, arg):
			i++
		case !strings.HasPrefix(arg, "-"):
			words = append(words, arg)
		}
	}
	return words
}
