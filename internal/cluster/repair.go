package cluster

import (
	"bytes"
	"context"
	"crypto/x509"
	_ "embed" // the script
	"encoding/pem"
	"os"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

//go:embed renew.sh
var renewScript string

// repair writes the kubeconfig anew, where it does not give the access that the
// node does, and renews the node's certificates where they have expired.
func (k *Kind) repair(ctx context.Context) error {
	fresh, err := k.access()
	if err != nil {
		return err
	}
	if certificate := clientCertificate(fresh); certificate != nil {
		switch now := time.Now(); {
		case now.Before(certificate.NotBefore):
			return &UnavailableError{k.Name, i18n.Text("its certificates are not valid before %s, but the clock of this machine shows %s", certificate.NotBefore.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339)),
				i18n.Text("correct the system clock, then run this again")}
		case now.After(certificate.NotAfter):
			if fresh, err = k.renew(ctx); err != nil {
				return err
			}
		}
	}
	if have, err := clientcmd.LoadFromFile(k.Dir.Kubeconfig()); err == nil && same(have, fresh) {
		return nil
	}
	return k.Dir.export(fresh)
}

// access is what the node gives.
func (k *Kind) access() (*api.Config, error) {
	text, err := k.kind().KubeConfig(k.Name, false)
	var config *api.Config
	if err = plain(err); err == nil {
		config, err = clientcmd.Load([]byte(text))
	}
	if err == nil && config.Contexts[config.CurrentContext] == nil {
		err = i18n.Errorf("it has no current context")
	}
	if err != nil {
		return nil, i18n.Errorf("read the kubeconfig of cluster %q from its node: %w", k.Name, err)
	}
	return config, nil
}

func (k *Kind) renew(ctx context.Context) (*api.Config, error) {
	k.Progress("Renewing expired certificates")
	node, err := k.node()
	if err != nil {
		return nil, err
	}
	if err := script(ctx, node, renewScript, nil); err != nil {
		return nil, i18n.Errorf("renew the certificates in %s: %w", node, plain(err))
	}
	if _, err := k.Engine.Output(ctx, "container", "restart", node.String()); err != nil {
		return nil, err
	}
	return k.access()
}

// export writes a kubeconfig as the cluster's own, with the namespace in use.
func (d Dir) export(config *api.Config) error {
	if namespace, err := os.ReadFile(d.Namespace()); err == nil {
		config.Contexts[config.CurrentContext].Namespace = strings.TrimSpace(string(namespace))
	}
	data, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	_ = os.Chmod(d.Kubeconfig(), 0o600) // one that is there keeps its mode
	return replace.File(d.Kubeconfig(), data, 0o600)
}

// same says whether two kubeconfigs lead to one server with the same credentials.
func same(a, b *api.Config) bool {
	clusterA, userA := parts(a)
	clusterB, userB := parts(b)
	return clusterA != nil && userA != nil && clusterB != nil && userB != nil && clusterA.Server == clusterB.Server &&
		bytes.Equal(clusterA.CertificateAuthorityData, clusterB.CertificateAuthorityData) &&
		bytes.Equal(userA.ClientCertificateData, userB.ClientCertificateData) && bytes.Equal(userA.ClientKeyData, userB.ClientKeyData)
}

// parts gives the cluster and the user of a kubeconfig's current context, or nil.
func parts(config *api.Config) (*api.Cluster, *api.AuthInfo) {
	current := config.Contexts[config.CurrentContext]
	if current == nil {
		return nil, nil
	}
	return config.Clusters[current.Cluster], config.AuthInfos[current.AuthInfo]
}

// clientCertificate is that of a kubeconfig's current user, or nil.
func clientCertificate(config *api.Config) *x509.Certificate {
	_, user := parts(config)
	if user == nil {
		return nil
	}
	block, _ := pem.Decode(user.ClientCertificateData)
	if block == nil {
		return nil
	}
	certificate, _ := x509.ParseCertificate(block.Bytes)
	return certificate
}
