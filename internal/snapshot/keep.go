package snapshot

import (
	"bytes"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// registry is where Kubernetes keeps its objects (k8s.io/apiserver, the default
// of --etcd-prefix).
const registry = "/registry/"

// perStart are the resources of which a new cluster keeps nothing: each makes
// its own as it starts, of its node, its addresses, its keys and its
// Deployments.
var perStart = []string{
	"certificatesigningrequests", "clustertrustbundles", "controllerrevisions", "csinodes", "endpointslices",
	"events", "leases", "masterleases", "minions", "peerserverleases", "pods", "replicasets", "secrets",
	"services/endpoints",
}

// perKeys are the resources that go with a cluster's keys, whatever else was
// made in it.
var perKeys = []string{"certificatesigningrequests", "clustertrustbundles", "leases/kube-system", "masterleases", "peerserverleases"}

// certificates are the ConfigMaps with certificates of the cluster in them.
var certificates = []string{"kube-root-ca.crt", "cluster-info", "extension-apiserver-authentication"}

// reduceToNew keeps what makes a cluster a new one. None of it may be secret.
func reduceToNew(key string, value []byte) (bool, error) {
	if of(key, perStart) || certificate(key) {
		return false, nil
	}
	if secret(value) {
		return false, i18n.Errorf("%s contains a key or a certificate, which a snapshot must not contain", key)
	}
	return true, nil
}

// reduceToObjects keeps all but what is true of the old keys alone.
func reduceToObjects(key string, _ []byte) (bool, error) {
	return !of(key, perKeys) && !certificate(key), nil
}

// of says whether a key of etcd, such as /registry/pods/NAMESPACE/NAME, is of
// one of some resources.
func of(key string, resources []string) bool {
	return slices.ContainsFunc(resources, func(resource string) bool { return strings.HasPrefix(key, registry+resource+"/") })
}

func certificate(key string) bool {
	return of(key, []string{"configmaps"}) && slices.Contains(certificates, key[strings.LastIndex(key, "/")+1:])
}

// secret says whether a value has something in PEM, plain or in base64.
func secret(value []byte) bool {
	return bytes.Contains(value, []byte("-----BEGIN ")) || bytes.Contains(value, []byte("LS0tLS1CRUdJTi"))
}
