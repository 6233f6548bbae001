package trust

import (
	"regexp"
	"slices"
	"strings"
)

// clusterVerbs are kubectl's that change or read only the cluster that they
// are given. Others copy files, open ports, start editors and plugins, or
// change the kubeconfig.
var clusterVerbs = []string{
	"annotate", "api-resources", "api-versions", "auth", "autoscale", "cluster-info", "cordon", "create", "delete", "describe",
	"drain", "events", "exec", "explain", "expose", "get", "label", "logs", "patch", "rollout", "run", "scale", "set", "taint", "top",
	"uncordon", "version", "wait",
}

// clusterFlags are kubectl's that name no file, no server, no user and no
// program of the machine's.
var clusterFlags = []string{
	"-A", "-c", "-i", "-l", "-n", "-o", "-p", "--all", "--all-namespaces", "--annotations", "--as", "--as-group", "--cascade",
	"--chunk-size", "--class", "--clusterrole", "--command", "--container", "--containers", "--cpu-percent", "--current-replicas",
	"--default-backend", "--dry-run", "--env", "--expose", "--field-selector", "--for", "--force", "--from", "--from-literal",
	"--grace-period", "--group", "--hard", "--ignore-not-found", "--image", "--include-uninitialized", "--label-columns", "--labels",
	"--limits", "--list", "--max", "--max-unavailable", "--min", "--min-available", "--name", "--namespace", "--namespaced",
	"--no-headers", "--now", "--output", "--overrides", "--overwrite", "--patch", "--pod-running-timeout", "--port", "--ports",
	"--previous", "--protocol", "--quiet", "--raw", "--recursive", "--replicas", "--requests", "--resource", "--resource-name",
	"--resource-version", "--restart", "--revision", "--rm", "--role", "--rule", "--schedule", "--selector", "--serviceaccount", "--short",
	"--show-labels", "--since", "--sort-by", "--subresource", "--tail", "--target-port", "--tcp", "--template", "--timeout",
	"--timestamps", "--to-revision", "--type", "--user", "--value", "--verb", "--wait",
}

// inCluster says whether a kubectl command stays in the cluster. It knows what
// does; of all else it says no.
func inCluster(args []string) bool {
	if !slices.Contains(clusterVerbs, args[0]) {
		return false
	}
	for _, arg := range args[1:] {
		if arg == "--" {
			return true // what follows runs in a container
		}
		name, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(arg, "-") && !slices.Contains(clusterFlags, name) || strings.Contains(arg, "-file") || unknown(arg) {
			return false
		}
	}
	return true
}

var namespace = regexp.MustCompile(`^\$\{\{\s*namespace\s*\}\}`)

// unknown says whether a value begins the argument, which may turn out to be
// a flag. The namespace is none.
func unknown(arg string) bool { return strings.HasPrefix(arg, "${{") && !namespace.MatchString(arg) }

// clusterURL is the API server's, or the proxy's, up to the path.
var clusterURL = regexp.MustCompile(`^\$\{\{\s*(server|proxy)\s*\}\}([/?#]|$)`)

// ofCluster says whether a request goes to the cluster.
func ofCluster(url string) bool { return clusterURL.MatchString(url) }
