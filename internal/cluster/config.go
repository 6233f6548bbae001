package cluster

import (
	"encoding/json"

	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"
)

// kubeadmPatch changes what kubeadm would do in a cluster that outlives its
// machine and has company: here is one control plane, which nobody else relies
// on, and which has to be there in seconds.
//
//   - Keys are on elliptic curves, which take no time to make.
//
//   - The controllers may ask the API server as fast as it answers.
//
//   - etcd, alone, elects itself at once, and leaves it to the operating system
//     when to write: a cluster that was in use while its machine lost power is
//     made anew.
//
//   - kubeadm waits as long as labs does: on a slow machine its own limits, such
//     as one minute for a call of the API server, end what only takes longer.
//
// A list of arguments replaces kind's, so enable-hostpath-provisioner is kind's
// own (sigs.k8s.io/kind/pkg/cluster/internal/kubeadm).
const kubeadmPatch = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
encryptionAlgorithm: ECDSA-P256
controllerManager:
  extraArgs:
  - {name: enable-hostpath-provisioner, value: "true"}
  - {name: kube-api-qps, value: "500"}
  - {name: kube-api-burst, value: "1000"}
etcd:
  local:
    extraArgs:
    - {name: heartbeat-interval, value: "20"}
    - {name: election-timeout, value: "100"}
    - {name: unsafe-no-fsync, value: "true"}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
timeouts:
  controlPlaneComponentHealthCheck: 20m
  discovery: 20m
  etcdAPICall: 20m
  kubeletHealthCheck: 20m
  kubernetesAPICall: 20m
  tlsBootstrap: 20m
`

// configuration is the cluster's, as kind takes it.
func configuration() *v1alpha4.Cluster {
	return &v1alpha4.Cluster{
		TypeMeta:             v1alpha4.TypeMeta{Kind: "Cluster", APIVersion: "kind.x-k8s.io/v1alpha4"},
		KubeadmConfigPatches: []string{kubeadmPatch},
	}
}

// configurationText is the same for all clusters that are made alike.
func configurationText() []byte {
	text, err := json.Marshal(configuration())
	if err != nil {
		panic(err) // it is a constant
	}
	return text
}
