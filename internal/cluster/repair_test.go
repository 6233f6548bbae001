package cluster

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/testkit"
)

func TestAKubeconfigThatIsOfNoUseIsWrittenAnew(t *testing.T) {
	for name, spoil := range map[string]func(string) string{
		"missing":        nil,
		"empty":          func(string) string { return "" },
		"damaged":        func(text string) string { return text[:len(text)/2] },
		"no context":     func(text string) string { return strings.Replace(text, "current-context: ", "current-context: no-", 1) },
		"another port":   func(text string) string { return strings.Replace(text, "https://127.0.0.1:", "https://127.0.0.1:1", 1) },
		"another server": func(text string) string { return strings.Replace(text, "https://127.0.0.1", "https://192.0.2.1", 1) },
		"other credential": func(text string) string {
			return strings.Replace(text, "user:\n", "user:\n    client-certificate-data: AAAA\n", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, known("a"), node("a", 0))
			testkit.Must(t, os.WriteFile(k.Dir.Namespace(), []byte("env-metadata\n"), 0o600))
			testkit.Must(t, k.repair(t.Context()))
			want, err := os.ReadFile(k.Dir.Kubeconfig())
			testkit.Must(t, err)
			testkit.Must(t, os.Remove(k.Dir.Kubeconfig()))
			if spoil != nil {
				testkit.Must(t, os.WriteFile(k.Dir.Kubeconfig(), []byte(spoil(string(want))), 0o644))
			}
			k.Ready = func(_ context.Context, kubeconfig string, _ time.Time) error {
				if got, err := os.ReadFile(kubeconfig); err != nil || string(got) != string(want) {
					return errors.New("Unauthorized")
				}
				return nil
			}
			testkit.Must(t, k.Up(t.Context()))
			entered(t, k.Dir, "env-metadata")
		})
	}
}

// entered demands a namespace in a kubeconfig that is its owner's alone.
func entered(t *testing.T, d Dir, namespace string) {
	t.Helper()
	config, err := clientcmd.LoadFromFile(d.Kubeconfig())
	testkit.Must(t, err)
	testkit.Equal(t, config.Contexts[config.CurrentContext].Namespace, namespace)
	info, err := os.Stat(d.Kubeconfig())
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
}

// valid makes the node give a client certificate that is valid for a time.
func valid(t *testing.T, from, to time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	testkit.Must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: to}
	data, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	testkit.Must(t, err)
	file := filepath.Join(os.Getenv("DAEMON"), "admin.conf")
	config, err := clientcmd.LoadFromFile(file)
	testkit.Must(t, err)
	config.AuthInfos["one"].ClientCertificateData = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data})
	testkit.Must(t, clientcmd.WriteToFile(*config, file))
}

func TestCertificatesThatHaveExpiredAreRenewed(t *testing.T) {
	now := time.Now()
	for name, test := range map[string]struct {
		from, to time.Time
		renewed  bool
		problem  string
	}{
		"valid":   {now.Add(-time.Hour), now.Add(time.Hour), false, ""},
		"expired": {now.Add(-2 * time.Hour), now.Add(-time.Hour), true, ""},
		"not yet": {now.Add(time.Hour), now.Add(2 * time.Hour), false, `cluster "labs": its certificates are not valid before `},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, known("a"), node("a", 0))
			valid(t, test.from, test.to)
			if err := testkit.Text(k.repair(t.Context())); !strings.HasPrefix(err, test.problem) || test.problem == "" && err != "" {
				t.Errorf("got %v", err)
			}
			testkit.Equal(t, strings.Contains(changes(t), "kubeadm certs renew all"), test.renewed)
			testkit.Equal(t, strings.HasSuffix(changes(t), "container restart labs-a"), test.renewed)
		})
	}
}
