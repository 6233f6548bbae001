package step

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/i18n"
)

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
