package cluster_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/testkit"
)

// dir is a directory with a kubeconfig.
func dir(t *testing.T) cluster.Dir {
	t.Helper()
	path := testkit.Kubeconfig(t, "https://127.0.0.1:6443", []byte("PEM"))
	return cluster.Dir(filepath.Dir(path))
}

func TestEnter(t *testing.T) {
	d := dir(t)
	want, err := clientcmd.LoadFromFile(d.Kubeconfig())
	testkit.Must(t, err)
	for _, namespace := range []string{"env-metadata", "volume-metadata", "volume-metadata"} {
		testkit.Must(t, d.Enter(namespace))
		entered(t, d, namespace)
	}
	testkit.Must(t, d.Leave())
	entered(t, d, "default")

	want.Contexts[want.CurrentContext].Namespace = "default"
	got, err := clientcmd.LoadFromFile(d.Kubeconfig())
	testkit.Must(t, err)
	testkit.Equal(t, got, want)
}

// entered demands a namespace in the kubeconfig and in the prompts' file, and
// that both are the owner's alone.
func entered(t *testing.T, d cluster.Dir, namespace string) {
	t.Helper()
	config, err := clientcmd.LoadFromFile(d.Kubeconfig())
	testkit.Must(t, err)
	testkit.Equal(t, config.Contexts[config.CurrentContext].Namespace, namespace)
	text, err := os.ReadFile(d.Namespace())
	testkit.Must(t, err)
	testkit.Equal(t, string(text), namespace+"\n")
	for _, path := range []string{d.Kubeconfig(), d.Namespace()} {
		info, err := os.Stat(path)
		testkit.Must(t, err)
		testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
	}
}

func TestEnterWithoutContext(t *testing.T) {
	d := dir(t)
	data, err := os.ReadFile(d.Kubeconfig())
	testkit.Must(t, err)
	broken := strings.Replace(string(data), "current-context: one", "current-context: two", 1)
	testkit.Must(t, os.WriteFile(d.Kubeconfig(), []byte(broken), 0o600))
	testkit.Equal(t, strings.Contains(testkit.Text(d.Enter("x")), `its current context "two" does not exist`), true)
	testkit.Equal(t, strings.Contains(testkit.Text(cluster.Dir(t.TempDir()).Enter("x")), "read kubeconfig"), true)
}
