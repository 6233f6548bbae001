#!/usr/bin/env bash
# The five labs as a plain script of kubectl, docker and kind would do them:
# the same operations and checks as "labs test", one after another. It is what
# "labs test" is measured against, and stays as plain as it is.
#
#   CLUSTER=labs-bench KUBECONFIG=... NODE_IMAGE=... scripts/bench/labs.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

fail() { echo "FAIL: $*" >&2; exit 1; }
line() { grep -qxF -- "$1" <<<"$out" || fail "no line $1"; }       # $out has this line
has() { grep -qE -- "$1" <<<"$out" || fail "nothing like $1"; }    # $out matches
equals() { [ "$out" = "$1" ] || fail "$out is not $1"; }
code() { [ "$status" = "$1" ] || fail "exit code $status, not $1"; } # of the last try
k() { kubectl --namespace="$ns" "$@"; }
try() { status=0; out=$("$@" 2>&1) || status=$?; }
until_has() { # PATTERN COMMAND...: run it until its output matches
  local pattern=$1; shift
  for _ in $(seq 300); do
    out=$("$@" 2>/dev/null) && grep -qE -- "$pattern" <<<"$out" && return
    sleep 0.1
  done
  fail "nothing like $pattern"
}
manifest() { sed "s/\${{ namespace }}/$ns/g" "$1" | k apply --server-side --filename=- >/dev/null; }
may_not() { try k auth can-i "$@" --as="system:serviceaccount:$ns:default"; code 1; }
ready() { k wait "$1" --for=condition=Ready --timeout=60s >/dev/null; }

begin() { # NAME: a namespace in which a Pod can start
  ns=bench-$1
  kubectl create namespace "$ns" >/dev/null
  # One at a time: kubectl gives up at once where two are missing.
  k wait --for=create serviceaccount/default --timeout=60s >/dev/null
  k wait --for=create configmap/kube-root-ca.crt --timeout=60s >/dev/null
}
end() {
  k delete pods --all --now >/dev/null
  kubectl delete namespace "$ns" >/dev/null
}

env_metadata() {
  begin env-metadata
  manifest manifests/downward-env.yaml
  ready pod/downward-env
  out=$(k get pod downward-env --output=jsonpath='{.status.phase} {.spec.containers[0].resources}')
  has '^Running '; has '"cpu":"15m"'; has '"memory":"100Ki"'; has '"cpu":"500m"'; has '"memory":"100Mi"'
  ip=$(k get pod downward-env --output=jsonpath='{.status.podIP}')
  node=$(k get pod downward-env --output=jsonpath='{.spec.nodeName}')
  out=$(k exec downward-env --container=alpine -- env)
  line POD_NAME=downward-env; line "POD_NAMESPACE=$ns"; line "POD_IP=$ip"; line "NODE_NAME=$node"
  line SERVICE_ACCOUNT=default; line CONTAINER_CPU_REQ_MILLICORES=15; line CONTAINER_MEMORY_LIMIT_KIBIBYTES=102400
  manifest manifests/downward-divisor.yaml
  ready pod/downward-divisor
  out=$(k exec downward-divisor --container=alpine -- env)
  line CPU_LIMIT_MILLICORES=500; line CPU_LIMIT_CORES=1; line MEMORY_LIMIT_BYTES=104857600
  line MEMORY_LIMIT_KIBIBYTES=102400; line MEMORY_LIMIT_MEBIBYTES=100
  k delete pod/downward-env --now >/dev/null
  manifest labs/01-env-metadata/downward-env-cpu-limit.yaml
  ready pod/downward-env
  out=$(k exec downward-env --container=alpine -- env)
  line CONTAINER_CPU_LIMIT_MILLICORES=500; line CONTAINER_CPU_REQ_MILLICORES=15
  out=$(k get pod downward-env --output=jsonpath='{.spec.containers[0].env[?(@.name=="CONTAINER_CPU_LIMIT_MILLICORES")].valueFrom.resourceFieldRef.resource}')
  equals limits.cpu
  end
}

volume_metadata() {
  begin volume-metadata
  manifest manifests/downward-volume.yaml
  ready pod/downward-volume
  out=$(k get pod downward-volume --output=jsonpath='{.status.phase} {.metadata.labels.foo} {.metadata.annotations.key1} {.metadata.annotations.key2}')
  equals $'Running bar value1 multi\nline\nvalue'
  out=$(k exec downward-volume --container=alpine -- ls /tmp/downward)
  equals $'annotations\ncontainerCpuReqMillicores\ncontainerMemoryLimitBytes\nlabels\npodName\npodNamespace'
  out=$(k exec downward-volume --container=alpine -- sh -c 'cd /tmp/downward && for f in *; do echo "$f: $(cat $f)"; done')
  line 'podName: downward-volume'; line "podNamespace: $ns"
  line 'containerCpuReqMillicores: 15'; line 'containerMemoryLimitBytes: 104857600'
  out=$(k exec downward-volume --container=alpine -- cat /tmp/downward/labels)
  line 'foo="bar"'
  out=$(k exec downward-volume --container=alpine -- cat /tmp/downward/annotations)
  line 'key1="value1"'
  out=$(k exec downward-volume --container=alpine -- cat /tmp/downward/annotations)
  line 'key2="multi\nline\nvalue\n"'
  k label pod/downward-volume foo=baz --overwrite >/dev/null
  k annotate pod/downward-volume key1=value2 --overwrite >/dev/null
  out=$(k get pod downward-volume --output=jsonpath='{.metadata.labels.foo} {.metadata.annotations.key1}')
  equals 'baz value2'
  until_has '^foo="baz"$' k exec downward-volume --container=alpine -- cat /tmp/downward/labels
  until_has '^key1="value2"$' k exec downward-volume --container=alpine -- cat /tmp/downward/annotations
  out=$(k exec downward-volume --container=alpine -- sh -c 'echo "file: $(cat /tmp/downward/labels)"; echo "environment: foo=$LABEL_FOO"')
  line 'file: foo="baz"'; line 'environment: foo=bar'
  end
}

kubectl_proxy() {
  begin kubectl-proxy
  local server ca
  server=$(kubectl config view --minify --output=jsonpath='{.clusters[0].cluster.server}')
  ca=$(mktemp)
  kubectl config view --minify --raw --output=jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 --decode >"$ca"
  out=$(kubectl cluster-info)
  has 'Kubernetes control plane'; has "$server"
  out=$(curl -sS --cacert "$ca" --output /dev/null --write-out '%{http_code}' "$server/")
  has '^40[13]$'
  kubectl proxy --port=8001 >/dev/null &
  local proxy=http://127.0.0.1:8001 pid=$!
  until_has '"gitVersion": "v1\.' curl -sS $proxy/version
  out=$(curl -sS $proxy/)
  has '"/api",'; has '"/api/v1",'; has '"/apis",'
  out=$(curl -sS --output /dev/null --write-out '%{http_code}' --header 'Content-Type: application/json' \
    --data '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "from-proxy"}, "data": {"through": "the proxy"}}' \
    "$proxy/api/v1/namespaces/$ns/configmaps")
  equals 201
  out=$(k get configmap from-proxy --output=jsonpath='{.data.through}')
  equals 'the proxy'
  out=$(curl -sS "$proxy/api/v1/namespaces/$ns/configmaps")
  has '"kind": "ConfigMapList"'; has '"name": "from-proxy"'
  kill $pid
  wait $pid 2>/dev/null || true
  try curl -sS $proxy/version
  code 7
  rm "$ca"
  end
}

# api PATH... asks the API server from inside the Pod, with CA and token.
api() {
  k exec myalpine -- sh -c 'cd /var/run/secrets/kubernetes.io/serviceaccount; curl -sS --cacert ca.crt -H "Authorization: Bearer $(cat token)" "$@"' curl "$@"
}
api_code() { api -o /dev/null -w '%{http_code}' "$@"; }

pod_to_apiserver() {
  begin pod-to-apiserver
  manifest manifests/myalpine.yaml
  ready pod/myalpine
  out=$(k get pod myalpine --output=jsonpath='{.status.phase} {.spec.serviceAccountName}')
  equals 'Running default'
  ip=$(kubectl --namespace=default get service kubernetes --output=jsonpath='{.spec.clusterIP}')
  out=$(kubectl --namespace=default get service kubernetes)
  has "^kubernetes +ClusterIP +$ip +<none> +443/TCP "
  out=$(kubectl --namespace=default get service kubernetes --output=jsonpath='{.spec.type} {.spec.ports[0].name} {.spec.ports[0].port} {.spec.ports[0].protocol}')
  equals 'ClusterIP https 443 TCP'
  out=$(k exec myalpine -- sh -c 'env | grep KUBERNETES_SERVICE')
  line "KUBERNETES_SERVICE_HOST=$ip"; line KUBERNETES_SERVICE_PORT=443; line KUBERNETES_SERVICE_PORT_HTTPS=443
  try k exec myalpine -- sh -c 'curl -sS https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/'
  code 60
  out=$(k exec myalpine -- curl -sS --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt https://kubernetes.default/)
  has '"kind": "Status"'; has '"code": 40[13]'
  out=$(api https://kubernetes.default/)
  has '"code": 403'; has "system:serviceaccount:$ns:default"
  manifest manifests/permissive-binding.yaml
  until_has '"/apis",' api https://kubernetes.default/
  has '"/api",'; has '"/api/v1",'
  out=$(api "https://kubernetes.default/api/v1/namespaces/$ns/pods")
  has '"kind": "PodList"'; has '"name": "myalpine"'
  out=$(k exec myalpine -- cat /var/run/secrets/kubernetes.io/serviceaccount/namespace)
  equals "$ns"
  try k exec myalpine -- curl -sS https://kubernetes/
  code 6
  out=$(k exec myalpine -- cat /etc/resolv.conf)
  has "^search $ns\.svc\.cluster\.local svc\.cluster\.local"
  kubectl delete "clusterrolebinding/$ns:permissive-binding" >/dev/null
  until_has '"code": 403' api https://kubernetes.default/
  manifest labs/04-pod-to-apiserver/pod-reader.yaml
  until_has '^200$' api_code "https://kubernetes.default/api/v1/namespaces/$ns/pods"
  may_not list secrets
  may_not get pods/myalpine
  may_not deletecollection pods
  may_not list pods --namespace=kube-system
  end
}

sidecar_proxy() {
  begin sidecar-proxy
  docker build --quiet --tag localhost/kubectl-proxy:v1 --build-arg NODE_IMAGE="$NODE_IMAGE" images/kubectl-proxy >/dev/null
  out=$(docker image inspect --format '{{.Id}}' localhost/kubectl-proxy:v1)
  has '^sha256:[0-9a-f]{64}$'
  kind load docker-image localhost/kubectl-proxy:v1 --name "$CLUSTER" >/dev/null 2>&1
  manifest manifests/permissive-binding.yaml
  manifest manifests/mykubeproxy.yaml
  ready pod/mykubeproxy
  out=$(k get pod mykubeproxy --output=jsonpath='{range .status.containerStatuses[*]}{.name} {.ready} {.restartCount};{end}')
  has 'myalpine true 0;'; has 'mykubeproxy true 0;'
  ip=$(k get pod mykubeproxy --output=jsonpath='{.status.podIP}')
  until_has '"/apis",' k exec mykubeproxy --container=myalpine -- curl -sS http://127.0.0.1:8001/
  out=$(k exec mykubeproxy --container=myalpine -- curl -sS "http://127.0.0.1:8001/api/v1/namespaces/$ns/pods")
  has '"kind": "PodList"'; has '"name": "mykubeproxy"'
  try k exec mykubeproxy --container=myalpine -- curl -sS "http://$ip:8001/"
  code 7
  end
}

for lab in env_metadata volume_metadata kubectl_proxy pod_to_apiserver sidecar_proxy; do
  started=$SECONDS
  $lab
  echo "$lab passed in $((SECONDS - started))s"
done
