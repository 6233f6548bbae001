# Starts Kubernetes in a new node from etcd's data directory, which comes in a
# tar archive on standard input. kubeadm makes keys, settings and Pods as
# always; what it would write into the cluster is in etcd already.
set -o errexit -o nounset -o pipefail
umask 077
mkdir -p /var/lib/etcd
tar --extract --directory=/var/lib/etcd
umask 022
settings=--config=/kind/kubeadm.conf
kubeadm init "$settings" --skip-token-print --skip-phases=preflight,kubelet-start,wait-control-plane,upload-config,upload-certs,mark-control-plane,bootstrap-token,kubelet-finalize,addon,show-join-command >&2
# etcd and the API server have the processors to themselves at first: the others
# could do nothing without them.
mkdir /etc/kubernetes/later
mv /etc/kubernetes/manifests/kube-{controller-manager,scheduler}.yaml /etc/kubernetes/later
kubeadm init phase kubelet-start "$settings" >&2
