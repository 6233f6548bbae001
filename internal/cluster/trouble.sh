# Prints how far the control plane of a node is: whether its API server's port is
# open, whether there is a manifest of it, how often the kubelet was started
# again, and which container of the control plane most often, by its last log.
(exec 3<>/dev/tcp/127.0.0.1/6443) 2>/dev/null && echo open || echo closed
[ -e /etc/kubernetes/manifests/kube-apiserver.yaml ] && echo manifest || echo none
systemctl show kubelet --property=NRestarts --value 2>/dev/null || echo 0
for log in /var/log/pods/kube-system_{etcd,kube-apiserver}-*/*/*.log; do
  name=${log##*/}
  [ -e "$log" ] && echo "${name%.log} $log"
done | sort -n | tail -n 1
