package lab

import (
	"slices"
	"strings"
)

// Get says whether the request is a GET.
func (h *HTTP) Get() bool { return h.Method == "" || h.Method == "GET" }

func (h *HTTP) effect() Effect {
	if h.Get() || strings.Contains(h.URL, "dryRun=All") {
		return Reads
	}
	return Changes
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
	words, flags := KubectlWords(args)
	if dry, set := flags["--dry-run"]; len(words) == 0 || set && dry != "none" {
		return ""
	}
	second, known := readingVerbs[words[0]]
	if known && (second == nil || len(words) > 1 && slices.Contains(second, words[1])) {
		return ""
	}
	return strings.Join(words[:min(2, len(words))], " ")
}

func kubectlEffect(args []string) Effect {
	words, _ := KubectlWords(args)
	switch verb := strings.Join(words[:min(2, len(words))], " "); {
	case KubectlChanges(args) != "":
		return Changes
	case verb == "rollout status", strings.HasPrefix(verb, "wait "):
		return Waits
	}
	return Reads
}

// withValue are flags of kubectl whose value is a word of its own; those of the
// first line are of every command (kubectl options).
var withValue = []string{
	"-n", "--namespace", "--context", "--cluster", "--user", "-s", "--server", "--request-timeout", "-v", "--v", "--as", "--as-group", "--as-uid", "--kubeconfig", "--token", "--tls-server-name", "--certificate-authority", "--client-certificate", "--client-key", "--cache-dir",
	"-f", "--filename", "-l", "--selector", "-c", "--container", "--image", "--replicas", "--verb", "--resource", "--clusterrole", "--group", "--serviceaccount", "-p", "--patch", "--type", "-o", "--output",
}

// KubectlWords gives those of a kubectl command that are no flags, up to the
// command that it has a container run, and its flags as they are written.
func KubectlWords(args []string) (words []string, flags map[string]string) {
	flags = map[string]string{}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			return words, flags
		case !strings.HasPrefix(args[i], "-"):
			words = append(words, args[i])
		case !joined && slices.Contains(withValue, args[i]) && i+1 < len(args):
			i++
			flags[name] = args[i]
		default:
			flags[name] = value
		}
	}
	return words, flags
}
