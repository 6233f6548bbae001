package lab

import (
	"slices"
	"strings"
)

// Get says whether the request is a GET.
func (h *HTTP) Get() bool { return h.Method == "" || h.Method == "GET" }

// Changes says whether the request may change something.
func (h *HTTP) Changes() bool { return !h.Get() && !strings.Contains(h.URL, "dryRun=All") }

func (h *HTTP) effect() Effect {
	if h.Changes() {
		return Changes
	}
	return Reads
}

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
	args = ownArguments(args)
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

func kubectlEffect(args []string) Effect {
	switch words := verbs(ownArguments(args)); {
	case KubectlChanges(args) != "":
		return Changes
	case len(words) > 0 && words[0] == "wait", len(words) > 1 && words[0] == "rollout" && words[1] == "status":
		return Waits
	}
	return Reads
}

func kubectlDeletes(args []string) bool {
	return slices.ContainsFunc(args, func(word string) bool { return word == "delete" || word == "--force" })
}

// ownArguments leaves out what kubectl passes on to a command in a container.
func ownArguments(args []string) []string {
	if end := slices.Index(args, "--"); end >= 0 {
		return args[:end]
	}
	return args
}

// withValue are the flags of every kubectl command whose value is a word of
// its own (kubectl options).
var withValue = []string{
	"-n", "--namespace", "--context", "--cluster", "--user", "-s", "--server", "--request-timeout", "-v", "--v", "--as", "--as-group", "--as-uid",
	"--kubeconfig", "--token", "--tls-server-name", "--certificate-authority", "--client-certificate", "--client-key", "--cache-dir",
}

// verbs leaves the options out, with the values that follow some of them.
func verbs(args []string) []string {
	var words []string
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case slices.Contains(withValue, arg):
			i++
		case !strings.HasPrefix(arg, "-"):
			words = append(words, arg)
		}
	}
	return words
}
