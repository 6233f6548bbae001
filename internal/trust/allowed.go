package trust

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// clusterCommands are kubectl's that read or change only the cluster, as long
// as their flags do. Others copy files, open ports, start editors, plugins and
// other programs, or change the kubeconfig.
var clusterCommands = []string{
	"annotate", "api-resources", "api-versions", "apply", "apply view-last-applied", "auth can-i", "auth whoami", "autoscale",
	"certificate approve", "certificate deny", "cluster-info", "cordon", "create", "create clusterrole", "create clusterrolebinding",
	"create configmap", "create cronjob", "create deployment", "create ingress", "create job", "create namespace",
	"create poddisruptionbudget", "create priorityclass", "create quota", "create role", "create rolebinding", "create secret docker-registry",
	"create secret generic", "create secret tls", "create service clusterip", "create service externalname", "create service loadbalancer",
	"create service nodeport", "create serviceaccount", "create token", "delete", "describe", "drain", "events", "exec", "explain", "expose",
	"get", "label", "logs", "patch", "replace", "rollout history", "rollout pause", "rollout restart", "rollout resume", "rollout status",
	"rollout undo", "run", "scale", "set env", "set image", "set resources", "set selector", "set serviceaccount", "set subject", "taint",
	"top node", "top pod", "uncordon", "version", "wait",
}

// globalFlags are those of all commands that name no file, no server and no
// user of the kubeconfig, with what judges their values.
var globalFlags = judged(anything,
	"as", "as-group", "as-uid", "disable-compression", "match-server-version", "namespace", "request-timeout", "warnings-as-errors")

// clusterFlags are those of clusterCommands, each with what judges its
// values. Not among them is, for example, --from-env-file: a line of the file
// that has a name alone takes the value from the environment.
var clusterFlags = judged(anything,
	"all", "all-containers", "all-namespaces", "all-pods", "allow-missing-template-keys", "annotation", "annotations", "api-group",
	"api-version", "append-hash", "attach", "audience", "bound-object-kind", "bound-object-name", "bound-object-uid", "cascade", "categories",
	"chunk-size", "class", "client", "cluster-ip", "clusterip", "clusterrole", "command", "container", "containers", "cpu", "cpu-percent",
	"current-replicas", "default-backend", "delete-emptydir-data", "description", "disable-eviction", "docker-email", "docker-password",
	"docker-server", "docker-username", "dry-run", "duration", "env", "expose", "external-ip", "external-name", "field-manager",
	"field-selector", "follow", "for", "force", "force-conflicts", "from", "from-literal", "global-default", "grace-period", "group", "hard",
	"ignore-daemonsets", "ignore-errors", "ignore-not-found", "image", "image-pull-policy", "keys", "label-columns", "labels", "limit-bytes",
	"limits", "list", "load-balancer-ip", "local", "max", "max-depth", "max-log-requests", "max-unavailable", "memory", "min", "min-available",
	"name", "namespaced", "no-headers", "node-port", "non-resource-url", "now", "output-watch-events", "override-type", "overrides", "overwrite",
	"patch", "pod-running-timeout", "pod-selector", "port", "preemption-policy", "prefix", "previous", "privileged", "protocol", "quiet",
	"record", "recursive", "replicas", "requests", "resolve", "resource", "resource-name", "resource-version", "restart", "revision", "rm",
	"role", "rule", "save-config", "schedule", "scopes", "selector", "server-print", "server-side", "serviceaccount", "session-affinity",
	"show-capacity", "show-events", "show-kind", "show-labels", "show-managed-fields", "show-swap", "since", "since-time",
	"skip-wait-for-delete-timeout", "sort-by", "stdin", "subresource", "sum", "tail", "target-port", "tcp", "template", "timeout", "timestamps",
	"to-revision", "tty", "type", "types", "user", "validate", "value", "verb", "verbs", "wait", "watch", "watch-only",
).and(printed, "output").and(inFolder, "cert", "filename", "from-file", "key", "patch-file")

// flags are names with what judges their values.
type flags map[string]func(value string) bool

func judged(by func(string) bool, names ...string) flags { return flags{}.and(by, names...) }

func (f flags) and(by func(string) bool, names ...string) flags {
	for _, name := range names {
		f[name] = by
	}
	return f
}

func anything(string) bool { return true }

// formats are those of the output that read no file.
var formats = []string{
	"", "custom-columns", "go-template", "json", "jsonpath", "jsonpath-as-json", "kyaml", "name", "plaintext", "plaintext-openapiv2",
	"template", "wide", "yaml",
}

func printed(value string) bool {
	format, _, _ := strings.Cut(value, "=")
	return slices.Contains(formats, format)
}

var fileName = regexp.MustCompile(`^[\pL\pN_.@+%][\pL\pN_.@+%/-]*$`)

// inFolder says whether files lie in the folder that kubectl runs in, which
// holds files of the course alone: a name, several with commas, or one with a
// key before it.
func inFolder(value string) bool {
	for name := range strings.SplitSeq(strings.ReplaceAll(value, "=", ","), ",") {
		if !fileName.MatchString(name) || !filepath.IsLocal(name) {
			return false
		}
	}
	return true
}
