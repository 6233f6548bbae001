package cluster

import "context"

// serviceSubnet is that of kind's clusters (sigs.k8s.io/kind,
// pkg/apis/config/v1alpha4: IPv4).
const serviceSubnet = "10.96.0.0/16"

// refuseUnrouted lets the nodes refuse what Pods send to the address of a
// service that kube-proxy does not know yet. Without that it leaves the node;
// where the machine has no network nothing answers, and CoreDNS, which is
// often there before kube-proxy, waits 30 s for its first connection. What
// kube-proxy knows has another address by then. A node whose image has no
// iptables goes without.
func (k *Kind) refuseUnrouted(ctx context.Context) {
	found, err := k.nodeContainers(ctx)
	if err != nil {
		return
	}
	for _, node := range found {
		_, _ = k.Engine.Output(ctx, "exec", node.id, "iptables", "--wait", "--insert", "FORWARD", "--destination", serviceSubnet, "--jump", "REJECT")
	}
}
