package step

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/i18n"
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

// ownKubeconfig writes the cluster's kubeconfig anew for a script, with the
// lab's namespace as the one of its current context, and gives what removes it.
// The cluster's own file is the learner's shell's, who may be in another lab.
func ownKubeconfig(kubeconfig, namespace string) (path string, remove func(), err error) {
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		return "", nil, i18n.Errorf("read kubeconfig %q: %w", kubeconfig, err)
	}
	if err := clientcmd.ResolveLocalPaths(config); err != nil {
		return "", nil, i18n.Errorf("read kubeconfig %q: %w", kubeconfig, err)
	}
	if current := config.Contexts[config.CurrentContext]; current != nil {
		current.Namespace = namespace
	}
	dir, err := os.MkdirTemp("", "labs-script-") // which nobody else may open
	if err != nil {
		return "", nil, i18n.Errorf("create a kubeconfig for the script: %w", err)
	}
	remove = func() { _ = os.RemoveAll(dir) }
	path = filepath.Join(dir, "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		remove()
		return "", nil, i18n.Errorf("create a kubeconfig for the script: %w", err)
	}
	return path, remove, nil
}
