package snapshot

import (
	"slices"
	"strings"
)

// registry is where Kubernetes keeps its objects (k8s.io/apiserver, the default
// of --etcd-prefix).
const registry = "/registry/"

// perStart are the resources of which nothing is kept: each cluster makes its
// own as it starts, of its node, its addresses, its keys and its Deployments.
var perStart = []string{
	"certificatesigningrequests", "clustertrustbundles", "controllerrevisions", "csinodes", "endpointslices",
	"events", "leases", "masterleases", "minions", "peerserverleases", "pods", "replicasets", "secrets",
	"services/endpoints",
}

// perKeys are the ConfigMaps with certificates in them.
var perKeys = []string{"kube-root-ca.crt", "cluster-info", "extension-apiserver-authentication"}

// keeps says whether a key of etcd, such as /registry/configmaps/NAMESPACE/NAME,
// stays.
func keeps(key string) bool {
	path, found := strings.CutPrefix(key, registry)
	if !found {
		return true // etcd's and the API server's own counters
	}
	if slices.ContainsFunc(perStart, func(resource string) bool { return strings.HasPrefix(path, resource+"/") }) {
		return false
	}
	parts := strings.Split(path, "/")
	return parts[0] != "configmaps" || !slices.Contains(perKeys, parts[len(parts)-1])
}
