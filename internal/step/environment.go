package step

import (
	"slices"
	"strings"
)

// inherited are the variables of the environment that the kubectl of an
// operation needs, with families of them: what every program may need, and what
// labs finds the cluster and its engine by. Others could change what it does.
var (
	inherited = []string{
		"HOME", "LANG", "PATH", "SSH_AUTH_SOCK", "TMPDIR", "TZ",
		"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
		"APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "PROGRAMDATA", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR",
	}
	families = []string{"CONTAINER_", "CONTAINERS_", "DOCKER_", "KIND_", "LABS_", "LC_", "PODMAN_", "XDG_"}
)

// steady has kubectl do the same for everybody: it reads no kuberc.
const steady = "KUBECTL_KUBERC=false"

// kubectlEnvironment gives what the kubectl of an operation gets of an
// environment, and more.
func kubectlEnvironment(of []string, more ...string) []string {
	kept := slices.DeleteFunc(slices.Clone(of), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return !slices.Contains(inherited, name) && !begins(name, families)
	})
	return append(append(kept, steady), more...)
}

// scriptEnvironment gives what a script gets: all but what changes the kubectl
// in it.
func scriptEnvironment(of []string, more ...string) []string {
	kept := slices.DeleteFunc(slices.Clone(of), func(variable string) bool {
		return begins(variable, []string{"KUBECTL_", "KUBERC=", "KUBECACHEDIR="})
	})
	return append(append(kept, steady), more...)
}

func begins(text string, with []string) bool {
	return slices.ContainsFunc(with, func(prefix string) bool { return strings.HasPrefix(text, prefix) })
}
