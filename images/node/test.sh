#!/usr/bin/env bash
# Proves that the node image does what kindest/node does, with kind's own
# command line, on a cluster of its own. Takes about a minute.
#
#   images/node/test.sh           build the image if need be, then test it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=labs-node-test-$$
node=$cluster-control-plane
test_image=labs-node-test:1
pod_ready=60s

work=$(mktemp -d "${TMPDIR:-/tmp}/labs-node-test.XXXXXX")
export KUBECONFIG=$work/kubeconfig
engine=$("$here/../../scripts/engine.sh" name)
export KIND_EXPERIMENTAL_PROVIDER=$engine

source "$here/build/common.sh" # version_of, architecture
source "$here/build/archive.sh"
arch=$(architecture)

kind() { (cd "$here/../.." && go tool kind "$@"); }
kubectl() { "$work/kubectl" "$@"; }
on_node() { "$engine" exec "$node" "$@"; }

clean_up() {
  local code=$?
  trap '' INT TERM
  ((code == 0 || code == 130)) || diagnose >&2
  kind delete cluster --name "$cluster" >/dev/null 2>&1 || true
  free_addresses || true
  "$engine" rmi "$test_image" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$code"
}

diagnose() {
  echo "FAILED in: $what"
  kubectl get pods --all-namespaces --output wide || true
  "$engine" logs --tail 20 "$node" || true
}

begin() {
  what=$1
  started=$SECONDS
  printf '%-58s' "$what"
}

passed() { echo "ok $((SECONDS - started)) s"; }

die() {
  echo
  echo "$*" >&2
  exit 1
}

# expect TEXT COMMAND...: the command's output must contain the text.
expect() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) || die "\"$*\" failed: $output"
  [[ $output == *"$text"* ]] || die "\"$*\" should say \"$text\" and says: $output"
}

# eventually SECONDS COMMAND...: the command must succeed within that time.
eventually() {
  local deadline=$((SECONDS + $1)) output
  shift
  until output=$("$@" 2>&1); do
    ((SECONDS < deadline)) || die "\"$*\" still fails: $output"
    sleep 0.5
  done
}

all_ready() { kubectl wait --for=condition=Ready pods --all --timeout="$pod_ready" --namespace "$1"; }

has_history() {
  begin "the image has a history, which podman builds on"
  expect images/node/build.sh "$engine" history --no-trunc "$image_name"
  passed
}

create() {
  begin "kind create cluster --wait 2m"
  expect "Ready after" kind create cluster --name "$cluster" --image "$image_name" --wait 2m
  passed
}

system_pods() {
  begin "the system's Pods are ready, the versions right"
  "$engine" cp "$node:/usr/bin/kubectl" "$work/kubectl"
  eventually 60 kubectl rollout status --namespace kube-system --timeout=60s deployment/coredns daemonset/kube-proxy
  expect "condition met" all_ready kube-system
  local name
  for name in coredns etcd kube-apiserver kube-controller-manager kube-proxy kube-scheduler; do
    expect "$name" kubectl get pods --namespace kube-system
  done
  expect "Client Version: $version" kubectl version
  expect "Server Version: $version" kubectl version
  expect "$version" kubectl get nodes
  expect standard kubectl get storageclass
  passed
}

# make_image writes a docker-archive with one static program in it.
make_image() {
  mkdir -p "$work/root"
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -ldflags=-s -o "$work/root/test" ./test)
  image "$work/archive" "$test_image" '{"Entrypoint":["/test"]}' "$(layer "$work/archive" "$work/root")"
  archive_tar "$work/archive" >"$work/test-image.tar"
}

load_image() {
  begin "kind load image-archive, then docker-image skips"
  make_image
  expect "" kind load image-archive --name "$cluster" "$work/test-image.tar"
  expect '"repoTags":["docker.io/library/'"$test_image"'"]' on_node crictl inspecti "$test_image"
  if [[ $engine == docker ]]; then # kind has this command for Docker alone
    docker load --quiet --input "$work/test-image.tar" >/dev/null
    expect "already present on all nodes" kind load docker-image --name "$cluster" "$test_image"
  fi
  passed
}

pods() {
  begin "Pods run; logs, exec, port-forward"
  kubectl apply --filename "$here/test/pods.yaml" >/dev/null
  eventually 30 kubectl get serviceaccount default
  expect "condition met" all_ready default
  expect "serving on :8080" kubectl logs web
  expect "hello from web" kubectl exec web -- /test get http://localhost:8080
  kubectl port-forward pod/web 0:8080 >"$work/forward" 2>&1 &
  eventually 10 grep -q '127.0.0.1:' "$work/forward"
  expect "hello from web" "$work/root/test" get "http://$(grep -o '127.0.0.1:[0-9]*' "$work/forward")"
  kill $!
  passed
}

network() {
  begin "Service, DNS inside and outside, hostPort"
  eventually 20 kubectl exec client -- /test get http://web.default.svc.cluster.local
  expect "hello from web" kubectl exec client -- /test get http://web
  expect "hello from web" kubectl exec web -- /test get http://web.default # to itself, through the Service
  expect "$(address)" kubectl exec client -- /test lookup "$node"  # a name that the engine alone knows
  expect "hello from web" "$work/root/test" get "http://$(address):30080"
  passed
}

# address [CONTAINER], of the node by default.
address() { "$engine" inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "${1:-$node}"; }

export_logs() {
  begin "kind export logs"
  expect "$work/logs" kind export logs --name "$cluster" "$work/logs"
  local file
  for file in kind-version.txt docker-info.txt "$node"/{serial,journal,kubelet,containerd,images}.log "$node"/{inspect.json,kubernetes-version.txt}; do
    [[ $engine == docker || $file != docker-info.txt ]] || continue
    [[ -s $work/logs/$file ]] || die "export logs left no $file"
  done
  [[ $(cat "$work/logs/$node/kubernetes-version.txt") == "$version" ]] || die "kubernetes-version.txt is wrong"
  expect kube-apiserver cat "$work/logs/$node/images.log"
  expect "serving on" bash -c "cat $work/logs/$node/pods/default_web_*/web/0.log"
  passed
}

# occupy ADDRESS starts containers on kind's network until one has the address.
occupy() {
  local number name
  for number in {1..50}; do
    name=$cluster-placeholder-$number
    "$engine" run --detach --name "$name" --network kind --entrypoint sleep "$image_name" infinity >/dev/null
    [[ $(address "$name") != "$1" ]] || return 0
  done
  die "50 containers did not take the address $1"
}

free_addresses() {
  local all
  all=$("$engine" ps --all --quiet --filter "name=$cluster-placeholder")
  [[ -z $all ]] || "$engine" rm --force --volumes $all >/dev/null
}

# restart stops the node, takes its address away and starts it again.
restart() {
  begin "a restart with another address"
  local before
  before=$(address)
  "$engine" stop "$node" >/dev/null
  occupy "$before"
  "$engine" start "$node" >/dev/null
  [[ $(address) != "$before" ]] || die "the node got its old address $before again; nothing was tested"
  eventually 60 kubectl get --raw /readyz
  free_addresses
  eventually 60 kubectl exec client -- /test get http://web
  expect "condition met" all_ready kube-system
  expect "condition met" all_ready default
  expect "$(address)" kubectl get nodes --output wide
  passed
}

delete() {
  begin "kind delete cluster leaves nothing"
  kind delete cluster --name "$cluster" 2>/dev/null
  [[ -z $("$engine" ps --all --quiet --filter "name=$cluster") ]] || die "a container is left"
  [[ $("$engine" volume ls --quiet | sort) == "$volumes" ]] || die "a volume is left: $(diff <("$engine" volume ls --quiet | sort) <(echo "$volumes"))"
  ! grep -q "$cluster" "$KUBECONFIG" || die "the kubeconfig still names $cluster"
  passed
}

trap clean_up EXIT
trap 'exit 130' INT TERM
what="build.sh"
"$here/build.sh"
image_name=$("$here/build.sh" --tag)
version=$(version_of k8s.io/kubernetes)
volumes=$("$engine" volume ls --quiet | sort)
begin "build kind" && kind version >/dev/null && passed
has_history
create
system_pods
load_image
pods
network
export_logs
restart
delete
echo "passed: $image_name in $SECONDS s"
