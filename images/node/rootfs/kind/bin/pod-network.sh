#!/bin/bash
# The rules of the Pod network that are the same for all Pods; the rest is in
# /etc/cni/net.d. The networks are kind's defaults.
set -o errexit -o nounset -o pipefail

pods=10.244.0.0/24
services=10.96.0.0/16

# One rule for all: the ptp plugin would call iptables several times a Pod.
iptables -w -t nat -A POSTROUTING -s "$pods" ! -d "$pods" -m comment --comment "Pods go out by the node's address" -j MASQUERADE

# Until kube-proxy knows a Service, whoever asks for it is told at once that
# nobody is there. It would wait for minutes: the connection is remembered as one
# to an address out there, whatever kube-proxy says later.
iptables -w -A FORWARD -d "$services" -p tcp -m comment --comment "no such Service yet" -j REJECT --reject-with tcp-reset
iptables -w -A FORWARD -d "$services" -m comment --comment "no such Service yet" -j REJECT
