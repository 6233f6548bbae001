package diagnose

import (
	"context"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"labs.local/labs/internal/i18n"
)

// enforcers are how the DaemonSets of network plugins begin that enforce a
// NetworkPolicy (https://kubernetes.io/docs/concepts/cluster-administration/addons/#networking-and-network-policy).
var enforcers = []string{"antrea", "calico", "canal", "cilium", "contiv", "kindnet", "kube-network-policies", "kube-router", "ovn", "ovs", "weave", "romana"}

// unenforced tells of a request that comes through though it is not to, where there
// is a NetworkPolicy and nothing that heeds it.
func unenforced(ctx context.Context, s *scene) []i18n.Message {
	if s.exec == nil || s.Check == nil || s.Output.ExitCode != 0 || !s.demands(curlTimeout) && !s.demands(curlRefused) {
		return nil
	}
	policies, err := s.Cluster.List(ctx, "networkpolicies.networking.k8s.io", s.Namespace)
	if err != nil || len(policies) == 0 {
		return nil
	}
	plugins := list[appsv1.DaemonSet](ctx, s.Cluster, "daemonset", "")
	for _, plugin := range plugins {
		if slices.ContainsFunc(enforcers, func(name string) bool { return strings.HasPrefix(plugin.Name, name) }) {
			return nil
		}
	}
	return messages(i18n.Text("NetworkPolicy %s exists, but nothing in this cluster enforces NetworkPolicies: no network plugin that does is installed", policies[0].GetName()))
}
