# Renews the certificates of a control plane that is a year old, and of its
# kubelet, which could not do so itself while it was stopped. What runs uses them
# after a restart.
set -o errexit -o nounset -o pipefail
kubeadm certs renew all --config=/kind/kubeadm.conf >&2
rm -f /etc/kubernetes/kubelet.conf /var/lib/kubelet/pki/kubelet-client-*
kubeadm init phase kubeconfig kubelet --config=/kind/kubeadm.conf >&2
