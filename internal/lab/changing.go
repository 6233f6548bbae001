package lab

import (
	"slices"
	"strings"
)

// Changes says whether asking for the check's output may change the cluster.
func (c *Check) Changes() bool {
	return KubectlChanges(c.Kubectl) != "" || c.HTTP != nil && c.HTTP.Changes()
}

// Changes says whether the request may change something.
func (h *HTTP) Changes() bool { return !h.Get() && !strings.Contains(h.URL, "dryRun=All") }

// readingVerbs are the verbs of kubectl that change nothing, some with the second
// words that make it so.
var readingVerbs = map[string][]string{
	"get": nil, "describe": nil, "logs": nil, "events": nil, "top": nil, "explain": nil, "diff": nil, "wait": nil,
	"api-resources": nil, "api-versions": nil, "cluster-info": nil, "version": nil, "kustomize": nil, "options": nil,
	"apply": {"view-last-applied"}, "auth": {"can-i", "whoami"}, "rollout": {"status", "history"}, "config": {"view", "current-context", "get-contexts"},
}

// KubectlChanges gives the verb of a kubectl command that may change
// something, or "".
func KubectlChanges(args []string) string {
	if slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "--dry-run") && arg != "--dry-run=none" }) {
		return ""
	}
	words := verbs(args)
	if len(words) == 0 {
		return ""
	}
	second, known := readingVerbs[words[0]]
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
