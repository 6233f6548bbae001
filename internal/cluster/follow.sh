# Completes what start.sh began, as soon as the API server answers.
set -o errexit -o nounset -o pipefail
until [ "$(curl --insecure --silent --output /dev/null --write-out '%{http_code}' https://127.0.0.1:6443/version)" = 200 ]; do
  sleep 0.1
done
mv /etc/kubernetes/later/* /etc/kubernetes/manifests
rmdir /etc/kubernetes/later
export KUBECONFIG=/etc/kubernetes/admin.conf
until kubectl label node "$(hostname)" node-role.kubernetes.io/control-plane= >/dev/null 2>&1; do
  sleep 0.1
done
# For nodes that join, of which there are none: nobody has to wait for it.
setsid kubeadm init phase bootstrap-token --config=/kind/kubeadm.conf </dev/null >/dev/null 2>&1 &
