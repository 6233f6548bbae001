#!/usr/bin/env bash
# Measures labs beside what one would use instead, in turn, and prints the
# ratios: kind's own command line, and the labs as a bash script.
#
#   scripts/bench/bench.sh [RUNS]     3 runs of each, unless said otherwise
#
# BEFORE=PATH is the program of an earlier commit: the runs of labs are measured
# beside it, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runs=${1:-3}
export CLUSTER=labs-bench LABS_NAME=labs-bench
work=$(mktemp -d)
export KUBECONFIG=$work/kubeconfig PATH=$PWD/bin:$work:$PATH

missed=0
measure() { pairs -runs "$runs" "$@" || { [ $? = 1 ] && missed=1; }; } # a bar that is missed ends nothing

clean_up() {
  kind delete cluster --name "$CLUSTER" >/dev/null 2>&1 || true
  labs down --all --yes >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

go build -o "$work/kind" sigs.k8s.io/kind
go build -o "$work/pairs" ./scripts/bench/pairs
labs up >/dev/null 2>&1
NODE_IMAGE=$(docker inspect --format '{{.Config.Image}}' "$CLUSTER-control-plane")
export NODE_IMAGE
docker cp "$CLUSTER-control-plane:/usr/bin/kubectl" "$work/kubectl"
labs down --all --yes >/dev/null 2>&1

# labs up ends when a Pod of the cluster's DNS is ready, and kind when the node is.
kind_up='kind create cluster --name "$CLUSTER" --image "$NODE_IMAGE" --wait 5m && kubectl --namespace=kube-system wait --for=condition=Available --timeout=5m deployment/coredns'
kind_down='kind delete cluster --name "$CLUSTER"'

echo "## a new cluster from a snapshot: labs up / kind create cluster --wait 5m, and its DNS"
measure -bar 0.6 -a 'labs up --node-image "$NODE_IMAGE"' -after-a 'labs down' -b "$kind_up" -after-b "$kind_down"

echo "## a new cluster without one: labs up --no-snapshot / kind create cluster --wait 5m, and its DNS"
measure -bar 1.1 -a 'labs up --no-snapshot --node-image "$NODE_IMAGE"' -after-a 'labs down' -b "$kind_up" -after-b "$kind_down"

echo "## a cluster that was paused: labs up / kind create cluster --wait 5m"
labs up --name labs-bench-paused --node-image "$NODE_IMAGE" >/dev/null 2>&1
labs pause --name labs-bench-paused >/dev/null 2>&1
measure -bar 0.6 -a 'labs up --name labs-bench-paused' -after-a 'labs pause --name labs-bench-paused' -b "$kind_up" -after-b "$kind_down"
labs down --all --yes --name labs-bench-paused >/dev/null 2>&1

# forget takes away what the labs have built: it ends with nothing but the node image.
forget='docker rmi --force localhost/kubectl-proxy:v1 localhost/toolbox:v1 localhost/toolbox-base:v1; docker builder prune --all --force; true'
sh -c "$forget" >/dev/null 2>&1
echo "## from the node image to five labs passed, from a snapshot: labs up && labs test / kind and a bash script"
measure -bar 0.6 -a 'labs up --node-image "$NODE_IMAGE" && labs test' -after-a "labs down --all --yes; $forget" \
  -b scripts/bench/cold.sh -after-b "$kind_down; $forget"

echo "## the same without a snapshot"
measure -bar 0.85 -a 'labs up --no-snapshot --node-image "$NODE_IMAGE" && labs test' -after-a "labs down --all --yes; $forget" \
  -b scripts/bench/cold.sh -after-b "$kind_down; $forget"

echo "## a bundle: labs bundle load / docker load of the same images"
labs bundle save --node-image "$NODE_IMAGE" --output "$work/workshop.tar.zst" >/dev/null 2>&1
zstd --decompress --quiet "$work/workshop.tar.zst" -o "$work/workshop.tar"
images=$(labs bundle list "$work/workshop.tar.zst" | awk '$1 ~ /^(node|lab|base)$/ { printf "%s ", $2 }')
export images
absent='docker rmi --force localhost/kubectl-proxy:v1 $images'
sh -c "$absent" >/dev/null 2>&1
measure -bar 1.3 -a "labs bundle load $work/workshop.tar.zst" -after-a "$absent" -b "docker load --input $work/workshop.tar" -after-b "$absent"
docker load --input "$work/workshop.tar" >/dev/null

echo "## the labs on a warm cluster: labs test / the same by a bash script"
labs up --node-image "$NODE_IMAGE" >/dev/null 2>&1
cp "${XDG_STATE_HOME:-$HOME/.local/state}/labs/$CLUSTER/kubeconfig" "$KUBECONFIG"
measure -bar 0.8 -memory 150 -a 'labs test' -b 'scripts/bench/labs.sh'

# This release of chainsaw does not build with a newer Go.
echo "## two small labs: labs test / chainsaw test of the same"
GOTOOLCHAIN=go1.24.9 GOBIN=$work go install github.com/kyverno/chainsaw@v0.2.12
mkdir "$work/pair" && cp -r scripts/bench/pair/labs images "$work/pair"
measure -bar 0.5 -a "labs test --dir $work/pair" -b 'chainsaw test --no-color scripts/bench/pair/chainsaw'

if [ -n "${BEFORE:-}" ]; then
  mkdir -p "$work/twenty/labs" && cp -r images "$work/twenty"
  for n in $(seq -w 20); do
    cp -r scripts/bench/pair/labs/01-env "$work/twenty/labs/$n-env$n"
    sed -i "s/name: env}/name: env$n}/" "$work/twenty/labs/$n-env$n/lab.yaml"
  done
  echo "## the five labs: labs test / before"
  measure -bar 0.6 -a 'labs test' -b "$BEFORE test"
  echo "## twenty labs, one after another: labs test / before"
  measure -bar 0.35 -a "labs test -p 1 --dir $work/twenty" -b "$BEFORE test -p 1 --dir $work/twenty"
  echo "## twenty labs at a time: labs test / before"
  measure -bar 0.6 -a "labs test -p 20 --dir $work/twenty" -b "$BEFORE test -p 20 --dir $work/twenty"
  echo "## mutants: labs test --mutate / before"
  measure -bar 0.7 -a 'labs test --mutate' -b "$BEFORE test --mutate"
fi

echo "## the list of the labs, against 100 ms"
measure -runs 10 -seconds 0.1 -a 'labs list'

echo "## what a learner feels"
go build -o "$work/learner" ./scripts/bench/learner
LABS_STATE=${XDG_STATE_HOME:-$HOME/.local/state}/labs/$CLUSTER learner

labs down >/dev/null 2>&1

echo "## idle: a cluster of labs, one of kind"
labs up --node-image "$NODE_IMAGE" >/dev/null 2>&1
echo "   labs   $(scripts/bench/idle.sh "$CLUSTER-control-plane")"
labs down >/dev/null 2>&1
sh -c "$kind_up" >/dev/null 2>&1
echo "   kind   $(scripts/bench/idle.sh "$CLUSTER-control-plane")"
sh -c "$kind_down" >/dev/null 2>&1

exit "$missed"
