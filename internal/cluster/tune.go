package cluster

import "context"

// tuneScript fits CoreDNS, where there is one, to a cluster of one node: one
// replica is enough, and it is asked often whether it is ready, because Pods
// wait for it. By itself it would be asked every ten seconds.
const tuneScript = `export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl --namespace=kube-system get deployment coredns >/dev/null 2>&1 || exit 0
kubectl --namespace=kube-system patch deployment coredns --patch='
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: coredns
        readinessProbe: {periodSeconds: 1}'`

func (k *Kind) tune(ctx context.Context) error {
	node, err := k.node()
	if err != nil {
		return err
	}
	return plain(script(ctx, node, tuneScript, nil))
}
