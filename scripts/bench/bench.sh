#!/usr/bin/env bash
# Measures labs beside what one would use instead, in turn, and prints the
# ratios: kind's own command line, and the labs as a bash script.
#
#   scripts/bench/bench.sh [RUNS]     3 runs of each, unless said otherwise
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runs=${1:-3}
export CLUSTER=labs-bench LABS_NAME=labs-bench
work=$(mktemp -d)
export KUBECONFIG=$work/kubeconfig PATH=$PWD/bin:$work:$PATH

clean_up() {
  kind delete cluster --name "$CLUSTER" >/dev/null 2>&1 || true
  labs down --all >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

go build -o "$work/kind" sigs.k8s.io/kind
go build -o "$work/pairs" ./scripts/bench/pairs
labs up >/dev/null 2>&1
NODE_IMAGE=$(docker inspect --format '{{.Config.Image}}' "$CLUSTER-control-plane")
export NODE_IMAGE
docker cp "$CLUSTER-control-plane:/usr/bin/kubectl" "$work/kubectl"
labs down --all >/dev/null 2>&1

echo "## a cluster: labs up / kind create cluster --wait 5m"
pairs -runs "$runs" -bar 1.1 \
  -a 'labs up --node-image "$NODE_IMAGE"' -after-a 'labs down' \
  -b 'kind create cluster --name "$CLUSTER" --image "$NODE_IMAGE" --wait 5m' -after-b 'kind delete cluster --name "$CLUSTER"'

echo "## the labs on a warm cluster: labs test / the same by a bash script"
labs up --node-image "$NODE_IMAGE" >/dev/null 2>&1
cp "${XDG_STATE_HOME:-$HOME/.local/state}/labs/$CLUSTER/kubeconfig" "$KUBECONFIG"
pairs -runs "$runs" -bar 0.8 -memory 150 -a 'labs test' -b 'scripts/bench/labs.sh'

echo "## the list of the labs, against 100 ms"
pairs -runs 10 -seconds 0.1 -a 'labs list'

echo "## what a learner feels"
go build -o "$work/learner" ./scripts/bench/learner
LABS_STATE=${XDG_STATE_HOME:-$HOME/.local/state}/labs/$CLUSTER learner
